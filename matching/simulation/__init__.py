"""A made-up town in which policies are compared: who comes, whom each policy pairs, and what would have been possible.

conditions ─▶ World: people, stays ─┬▶ play(world, line)  what a policy made of it
                                    └▶ best(world)        the most anybody could have, knowing the future
"""

"""Discord's objects with a marker in every field that could tell of somebody. `of`: where the object stands."""

from __future__ import annotations

from typing import Any

from tests.taint.markers import moment, number, snowflake, word

Object = dict[str, Any]


def profile(of: str) -> Object:
    """What an account says of somebody, as `DiscordEmulator.person` takes it besides the shown name."""
    return {
        "username": word(f"{of}.username"),
        "avatar": word(f"{of}.avatar"),
        "banner": word(f"{of}.banner"),
        "discriminator": word(f"{of}.discriminator"),
        "accent_color": 7_319_460,
        "avatar_decoration_data": {"asset": word(f"{of}.decoration"), "sku_id": snowflake(f"{of}.decoration.sku_id")},
        "collectibles": {
            "nameplate": {
                "sku_id": snowflake(f"{of}.nameplate.sku_id"),
                "asset": word(f"{of}.nameplate.asset"),
                "label": word(f"{of}.nameplate.label"),
                "palette": "crimson",
            }
        },
        "primary_guild": {
            "identity_guild_id": snowflake(f"{of}.identity_guild_id"),
            "identity_enabled": True,
            "tag": word(f"{of}.tag"),
            "badge": word(f"{of}.badge"),
        },
    }


def user(of: str, **more: Any) -> Object:
    named = {"id": snowflake(f"{of}.id"), "global_name": word(f"{of}.global_name"), "public_flags": 0, "flags": 0}
    return {**profile(of), **named, **more}


def member(of: str) -> Object:
    """Somebody in a server, as events carry it beside the author."""
    told = {field: word(f"{of}.{field}") for field in ("nick", "avatar", "banner")}
    when = {field: moment(f"{of}.{field}") for field in ("joined_at", "premium_since")}
    return {
        **told,
        **when,
        "roles": [snowflake(f"{of}.roles")],
        "communication_disabled_until": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
    }


def address(of: str) -> str:
    return f"https://{word(f'{of} host')}.example/{word(f'{of} path')}?{word(f'{of} query')}"


def pictured(of: str) -> Object:
    told = {"placeholder": word(f"{of}.placeholder"), "description": word(f"{of}.description")}
    urls = {"url": address(f"{of}.url"), "proxy_url": address(f"{of}.proxy_url")}
    return {**told, **urls, "content_type": f"image/{word(f'{of}.content_type')}", "width": 9, "height": 9}


def embed(of: str) -> Object:
    icon = {"icon_url": address(f"{of} icon_url"), "proxy_icon_url": address(f"{of} proxy_icon_url")}
    return {
        "type": "rich",
        "url": address(f"{of}.url"),
        "title": word(f"{of}.title"),
        "description": word(f"{of}.description"),
        "timestamp": moment(f"{of}.timestamp"),
        "fields": [{"name": word(f"{of}.field name"), "value": word(f"{of}.field value"), "inline": False}],
        "author": {"name": word(f"{of}.author.name"), "url": address(f"{of}.author.url"), **icon},
        "provider": {"name": word(f"{of}.provider.name"), "url": address(f"{of}.provider.url")},
        "footer": {"text": word(f"{of}.footer.text"), **icon},
        "image": pictured(f"{of}.image"),
        "thumbnail": pictured(f"{of}.thumbnail"),
        "video": pictured(f"{of}.video"),
    }


def emoji(of: str) -> Object:
    return {"id": snowflake(f"{of}.id"), "name": word(f"{of}.name"), "animated": True}


def application(of: str) -> Object:
    told = {field: word(f"{of}.{field}") for field in ("name", "icon", "description", "cover_image")}
    bot = user(f"{of}.bot", bot=True)
    return {"id": snowflake(f"{of}.id"), **told, "type": None, "primary_sku_id": snowflake(f"{of}.sku_id"), "bot": bot}


def whole_application(of: str) -> Object:
    """As clips carry it."""
    urls = ("terms_of_service_url", "privacy_policy_url", "custom_install_url")
    return {
        **application(of),
        "slug": word(f"{of}.slug"),
        "guild_id": snowflake(f"{of}.guild_id"),
        "rpc_origins": [address(f"{of}.rpc_origins")],
        "verify_key": word(f"{of}.verify_key"),
        "flags": 0,
        "flags_new": "0",
        "tags": [word(f"{of}.tags")],
        **{url: address(f"{of}.{url}") for url in urls},
    }


def attached(of: str) -> Object:
    """What an attachment says besides its file."""
    return {
        "title": word(f"{of}.title"),
        "placeholder": word(f"{of}.placeholder"),
        "placeholder_version": 1,
        "proxy_url": address(f"{of}.proxy_url"),
        "clip_created_at": moment(f"{of}.clip_created_at"),
        "clip_participants": [user(f"{of}.clip_participants[0]")],
        "application": whole_application(f"{of}.application"),
    }


def components(of: str) -> list[Object]:
    button: Object = {"type": 2, "id": 2, "style": 2, "label": word(f"{of} label"), "sku_id": snowflake(f"{of} sku_id")}
    button["custom_id"] = word(f"{of} custom_id")
    link = {"type": 2, "id": 3, "style": 5, "label": word(f"{of} link"), "url": address(f"{of} url")}
    option: Object = {"label": word(f"{of} option"), "value": word(f"{of} value"), "description": word(f"{of} about")}
    option = {**option, "emoji": emoji(f"{of} option emoji")}
    menu = {
        "type": 3, "id": 5, "custom_id": word(f"{of} menu"), "placeholder": word(f"{of} placeholder"), "min_values": 0,
        "max_values": 1, "disabled": False, "options": [option],
    }  # fmt: skip
    shown = {**button, "emoji": emoji(f"{of} emoji"), "disabled": False}
    return [{"type": 1, "id": 1, "components": [shown, link]}, {"type": 1, "id": 4, "components": [menu]}]


def sticker(of: str) -> Object:
    """As messages of old carried it."""
    return {
        "id": snowflake(f"{of}.id"),
        "name": word(f"{of}.name"),
        "tags": word(f"{of}.tags"),
        "type": 2,
        "format_type": 1,
        "description": word(f"{of}.description"),
        "available": True,
        "guild_id": snowflake(f"{of}.guild_id"),
        "user": user(f"{of}.user"),
    }


def written(of: str) -> Object:
    """Another message, as replies and snapshots quote it."""
    return {
        "type": 0,
        "content": word(f"{of}.content"),
        "mentions": [user(f"{of}.mentions[0]")],
        "mention_roles": [snowflake(f"{of}.mention_roles")],
        "attachments": [],
        "embeds": [embed(f"{of}.embeds[0]")],
        "timestamp": moment(f"{of}.timestamp"),
        "edited_timestamp": moment(f"{of}.edited_timestamp"),
        "flags": 0,
        "components": components(f"{of}.components"),
        "stickers": [sticker(f"{of}.stickers[0]")],
    }


def answered(of: str) -> Object:
    return {
        **written(of),
        "id": snowflake(f"{of}.id"),
        "channel_id": snowflake(f"{of}.channel_id"),
        "author": user(f"{of}.author"),
        "pinned": False,
        "mention_everyone": False,
        "tts": False,
    }


def metadata(of: str) -> Object:
    """Which interaction a message came from."""
    return {
        "id": snowflake(f"{of}.id"),
        "type": 2,
        "user": user(f"{of}.user"),
        "authorizing_integration_owners": {"0": snowflake(f"{of}.owner server"), "1": snowflake(f"{of}.owner user")},
        "original_response_message_id": snowflake(f"{of}.original_response_message_id"),
        "target_user": user(f"{of}.target_user"),
        "target_message_id": snowflake(f"{of}.target_message_id"),
    }


def channel(of: str) -> Object:
    return {
        "id": snowflake(f"{of}.id"), "name": word(f"{of}.name"), "type": 0, "guild_id": snowflake(f"{of}.guild_id"),
    }  # fmt: skip


def told_with(of: str) -> Object:
    """What may stand in a message, be it answered or not."""
    interaction = {"id": snowflake(f"{of} interaction.id"), "type": 2, "user": user(f"{of} interaction.user")}
    return {
        "mentions": [user(f"{of} mentions[0]")],
        "mention_roles": [snowflake(f"{of} mention_roles[0]")],
        "mention_channels": [channel(f"{of} mention_channels[0]")],
        "embeds": [embed(f"{of} embeds[0]")],
        "components": components(f"{of} components"),
        "stickers": [sticker(f"{of} stickers[0]")],
        "activity": {"type": 1, "party_id": word(f"{of} activity.party_id")},
        "application": application(f"{of} application"),
        "application_id": snowflake(f"{of} application_id"),
        "interaction": {
            **interaction,
            "name": word(f"{of} interaction.name"),
            "name_localized": word(f"{of} localized"),
        },
        "interaction_metadata": metadata(f"{of} interaction_metadata"),
        "call": {"participants": [snowflake(f"{of} call.participants")], "ended_timestamp": moment(f"{of} call.ended")},
        "role_subscription_data": {
            "role_subscription_listing_id": snowflake(f"{of} role_subscription_listing_id"),
            "tier_name": word(f"{of} tier_name"),
            "total_months_subscribed": 1,
            "is_renewal": False,
        },
        "lobby_member": {"additional_name": word(f"{of} lobby_member.additional_name")},
        "resolved": {"users": {snowflake(f"{of} resolved id"): user(f"{of} resolved.user")}},
        "position": number(f"{of} position") % 1000,
    }


def around(of: str) -> Object:
    """What may stand in a message whatever it says."""
    counts = {"burst": 0, "normal": 1}
    reaction = {
        "emoji": emoji(f"{of} reactions.emoji"), "count": 1, "count_details": counts, "burst_colors": ["#731946"],
        "me_burst": False, "me": False,
    }  # fmt: skip
    item = {"id": snowflake(f"{of} sticker item id"), "name": word(f"{of} sticker item name"), "format_type": 1}
    before = {**answered(f"{of} referenced_message"), **told_with(f"{of} referenced_message"), "sticker_items": [item]}
    return {
        **told_with(of),
        "referenced_message": before,
        "reactions": [reaction],
        "member": member(f"{of} member"),
    }

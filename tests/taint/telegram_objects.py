"""Telegram's larger objects: files, polls, games, gifts and what they are sent with; a marker in every field."""

from __future__ import annotations

from tests.taint.markers import date, number, word
from tests.taint.telegram_fields import (
    Object,
    address,
    chat,
    contact,
    keyboard,
    place,
    quiet_entities,
    sizes,
    stored,
    story,
    user,
)


def video(of: str) -> Object:
    named = {"file_name": word(f"{of}.file_name"), "mime_type": f"video/{word(f'{of}.mime_type')}"}
    quality = stored(f"{of}.qualities", width=1, height=1, codec=word(f"{of}.qualities.codec"))
    small = {"thumbnail": sizes(f"{of}.thumbnail")[0], "cover": sizes(f"{of}.cover"), "qualities": [quality]}
    return stored(of, width=1, height=1, duration=1, start_timestamp=number(f"{of}.start_timestamp"), **named, **small)


def document(of: str) -> Object:
    told = {"file_name": word(f"{of}.file_name"), "mime_type": f"text/{word(f'{of}.mime_type')}"}
    return stored(of, thumbnail=sizes(f"{of}.thumbnail")[0], **told)


def audio(of: str) -> Object:
    return {**document(of), "duration": 1, "performer": word(f"{of}.performer"), "title": word(f"{of}.title")}


def animation(of: str) -> Object:
    return {**document(of), "width": 1, "height": 1, "duration": 1}


def live_photo(of: str) -> Object:
    told = {"photo": sizes(f"{of}.photo"), "mime_type": f"image/{word(f'{of}.mime_type')}"}
    return stored(of, width=1, height=1, duration=1, **told)


def sticker_fields(of: str) -> Object:
    """What stands in a sticker besides its file."""
    mask = {"point": word(f"{of}.mask_position.point"), "x_shift": 0.5, "y_shift": 0.5, "scale": 1.0}
    told = {field: word(f"{of}.{field}") for field in ("emoji", "set_name")}
    return {**told, "custom_emoji_id": str(number(f"{of}.custom_emoji_id")), "mask_position": mask}


def sticker(of: str) -> Object:
    shown = {"type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}
    premium = stored(f"{of}.premium_animation", file_path=word(f"{of}.premium_animation.file_path"))
    small = sizes(f"{of}.thumbnail")[0]
    return stored(of, **shown, **sticker_fields(of), thumbnail=small, premium_animation=premium)


def poll_media(of: str) -> Object:
    return {
        "photo": sizes(f"{of}.photo"),
        "document": document(f"{of}.document"),
        "sticker": sticker(f"{of}.sticker"),
        "venue": {**venue_named(f"{of}.venue")},
        "video": video(f"{of}.video"),
        "audio": audio(f"{of}.audio"),
        "animation": animation(f"{of}.animation"),
        "live_photo": live_photo(f"{of}.live_photo"),
        "link": {"url": address(f"{of}.link")},
        "location": {"latitude": 1.0, "longitude": 2.0},
    }


def venue_named(of: str) -> Object:
    """Somewhere else: there are not so many places that can be told apart."""
    return {"location": {"latitude": 1.0, "longitude": 2.0}, "title": word(f"{of}.title"), "address": word(f"{of}.at")}


def invoice(of: str) -> Object:
    told = {field: word(f"{of}.{field}") for field in ("title", "description", "start_parameter")}
    return {**told, "currency": "EUR", "total_amount": number(f"{of}.total_amount")}


def game(of: str) -> Object:
    told = {field: word(f"{of}.{field}") for field in ("title", "description", "text")}
    more = {"photo": sizes(f"{of}.photo"), "animation": animation(f"{of}.animation")}
    return {**told, **more, "text_entities": quiet_entities(f"{of}.text_entities")}


def checklist(of: str) -> Object:
    return {
        "title": word(f"{of}.title"),
        "title_entities": quiet_entities(f"{of}.title_entities"),
        "tasks": [task(f"{of}.tasks[0]")],
    }


def task(of: str) -> Object:
    return {
        "id": number(f"{of}.id"),
        "text": word(f"{of}.text"),
        "text_entities": quiet_entities(f"{of}.text_entities"),
        "completed_by_user": user(f"{of}.completed_by_user"),
        "completed_by_chat": chat(f"{of}.completed_by_chat"),
        "completion_date": date(f"{of}.completion_date"),
    }


def giveaway(of: str) -> Object:
    return {
        "chats": [chat(f"{of}.chats[0]")],
        "winners_selection_date": date(f"{of}.winners_selection_date"),
        "winner_count": 3,
        "prize_description": word(f"{of}.prize_description"),
        "country_codes": ["IT"],
        "prize_star_count": number(f"{of}.prize_star_count"),
        "premium_subscription_month_count": 3,
    }


def winners(of: str) -> Object:
    return {
        "chat": chat(f"{of}.chat"),
        "giveaway_message_id": number(f"{of}.giveaway_message_id"),
        "winners_selection_date": date(f"{of}.winners_selection_date"),
        "winner_count": 1,
        "winners": [user(f"{of}.winners[0]")],
        "prize_description": word(f"{of}.prize_description"),
        **{
            f"{count}_count": number(f"{of}.{count}_count")
            for count in ("additional_chat", "prize_star", "premium_subscription_month", "unclaimed_prize")
        },
    }


def paid_media(of: str) -> Object:
    shown = [
        {"type": "photo", "photo": sizes(f"{of}.photo")},
        {"type": "video", "video": video(f"{of}.video")},
        {"type": "live_photo", "live_photo": live_photo(f"{of}.live_photo")},
    ]
    return {"star_count": number(f"{of}.star_count"), "paid_media": shown}


def gift(of: str) -> Object:
    counts = ("upgrade_star", "total", "remaining", "personal_total", "personal_remaining", "unique_gift_variant")
    return {
        "id": word(f"{of}.id"),
        "sticker": sticker(f"{of}.sticker"),
        "star_count": number(f"{of}.star_count"),
        "publisher_chat": chat(f"{of}.publisher_chat"),
        "background": {colour: number(f"{of}.{colour}") for colour in ("center_color", "edge_color", "text_color")},
        **{f"{count}_count": number(f"{of}.{count}_count") for count in counts},
    }


def gift_info(of: str) -> Object:
    counts = ("convert_star_count", "prepaid_upgrade_star_count", "unique_gift_number")
    return {
        "gift": gift(f"{of}.gift"),
        "owned_gift_id": word(f"{of}.owned_gift_id"),
        "text": word(f"{of}.text"),
        "entities": quiet_entities(f"{of}.entities"),
        **{count: number(f"{of}.{count}") for count in counts},
    }


def unique_gift_info(of: str) -> Object:
    def part(name: str) -> Object:
        rarity = {"name": word(f"{of}.{name}.name"), "rarity_per_mille": 1}
        return {**rarity, "sticker": sticker(f"{of}.{name}.sticker")}

    emoji = {f"{name}_custom_emoji_id": str(number(f"{of}.{name}_custom_emoji_id")) for name in ("model", "symbol")}
    themes = {f"{theme}_theme_main_color": 1 for theme in ("light", "dark")}
    themes_too = {f"{theme}_theme_other_colors": [1] for theme in ("light", "dark")}

    colours = {f"{place}_color": 1 for place in ("center", "edge", "symbol", "text")}
    backdrop = {"name": word(f"{of}.backdrop.name"), "rarity_per_mille": 1, "colors": colours}
    shown = {
        "gift_id": word(f"{of}.gift_id"),
        "base_name": word(f"{of}.base_name"),
        "name": word(f"{of}.name"),
        "number": number(f"{of}.number"),
        "model": {**part("model"), "rarity": "rare"},
        "colors": {**emoji, **themes, **themes_too},
        "symbol": part("symbol"),
        "backdrop": backdrop,
        "publisher_chat": chat(f"{of}.publisher_chat"),
    }
    return {
        "gift": shown,
        "origin": "transfer",
        "owned_gift_id": word(f"{of}.owned_gift_id"),
        "last_resale_currency": "XTR",
        "last_resale_amount": number(f"{of}.last_resale_amount"),
        "transfer_star_count": number(f"{of}.transfer_star_count"),
        "next_transfer_date": date(f"{of}.next_transfer_date"),
    }


def elsewhere(of: str) -> Object:
    """A message of another chat, as service messages quote it."""
    return {
        "message_id": number(f"{of}.message_id"),
        "date": date(f"{of}.date"),
        "chat": chat(f"{of}.chat"),
        "from": user(f"{of}.from"),
        "text": word(f"{of}.text"),
    }


def external_reply(of: str, origin: Object) -> Object:
    return {
        "origin": origin,
        "chat": chat(f"{of}.chat"),
        "message_id": number(f"{of}.message_id"),
        "link_preview_options": {"url": address(f"{of}.link_preview_options")},
        "photo": sizes(f"{of}.photo"),
        "video": video(f"{of}.video"),
        "document": document(f"{of}.document"),
        "audio": audio(f"{of}.audio"),
        "animation": animation(f"{of}.animation"),
        "live_photo": live_photo(f"{of}.live_photo"),
        "paid_media": paid_media(f"{of}.paid_media"),
        "sticker": sticker(f"{of}.sticker"),
        "story": story(f"{of}.story"),
        "contact": contact(f"{of}.contact"),
        "game": game(f"{of}.game"),
        "invoice": invoice(f"{of}.invoice"),
        "venue": venue_named(f"{of}.venue"),
        "location": place(f"{of}.location"),
        "checklist": checklist(f"{of}.checklist"),
        "giveaway": giveaway(f"{of}.giveaway"),
        "giveaway_winners": winners(f"{of}.giveaway_winners"),
        "dice": {"emoji": "🎲", "value": 1},
        "poll": {
            "id": word(f"{of}.poll.id"),
            "question": word(f"{of}.poll.question"),
            "total_voter_count": 1,
            "options": [
                {"persistent_id": word(f"{of}.poll.option"), "text": word(f"{of}.poll.text"), "voter_count": 1}
            ],
            "is_closed": True,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": False,
            "members_only": False,
        },
        "video_note": stored(
            f"{of}.video_note", length=1, duration=1, thumbnail=sizes(f"{of}.video_note.thumbnail")[0]
        ),
        "voice": stored(f"{of}.voice", duration=1, mime_type=f"audio/{word(f'{of}.voice.mime_type')}"),
    }


def around(of: str) -> Object:
    """What may stand in a message whatever it says."""
    quoted = {"text": word(f"{of} quote of another chat"), "position": number(f"{of} quote.position")}
    return {
        "sender_chat": chat(f"{of} sender_chat"),
        "sender_boost_count": number(f"{of} sender_boost_count"),
        "sender_business_bot": user(f"{of} sender_business_bot", bot=True),
        "sender_tag": word(f"{of} sender_tag"),
        "guest_query_id": word(f"{of} guest_query_id"),
        "business_connection_id": word(f"{of} business_connection_id"),
        "message_thread_id": number(f"{of} message_thread_id"),
        "direct_messages_topic": {
            "topic_id": number(f"{of} topic_id"),
            "user": user(f"{of} direct_messages_topic.user"),
        },
        "reply_to_story": story(f"{of} reply_to_story"),
        "reply_to_checklist_task_id": number(f"{of} reply_to_checklist_task_id"),
        "reply_to_poll_option_id": word(f"{of} reply_to_poll_option_id"),
        "quote": {**quoted, "entities": quiet_entities(f"{of} quote.entities"), "is_manual": True},
        "via_bot": user(f"{of} via_bot", bot=True),
        "guest_bot_caller_user": user(f"{of} guest_bot_caller_user"),
        "guest_bot_caller_chat": chat(f"{of} guest_bot_caller_chat"),
        "author_signature": word(f"{of} author_signature"),
        "paid_star_count": number(f"{of} paid_star_count"),
        "link_preview_options": {"url": address(f"{of} link_preview_options.url")},
        "suggested_post_info": {
            "state": "pending",
            "price": {"currency": "XTR", "amount": number(f"{of} price.amount")},
            "send_date": date(f"{of} suggested_post_info.send_date"),
        },
        "effect_id": str(number(f"{of} effect_id")),
        "reply_markup": keyboard(f"{of} reply_markup"),
        "is_topic_message": True,
        "has_protected_content": True,
        "is_from_offline": True,
        "is_paid_post": True,
    }

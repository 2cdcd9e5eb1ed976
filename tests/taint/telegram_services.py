"""What Telegram's apps say about a chat by themselves, with markers in all of it."""

from __future__ import annotations

from typing import Any

from tests.taint import telegram_fields as made
from tests.taint import telegram_objects as objects
from tests.taint.markers import date, number, word
from tests.taint.telegram_fields import Object, Sending
from tests.taint.telegram_objects import around


def services() -> list[Sending]:
    """Passed over without a word."""
    quoted = {
        field: objects.elsewhere(f"T {field}")
        for field in ("checklist_message", "poll_message", "suggested_post_message")
    }
    option: Object = {"option_persistent_id": word("T option_persistent_id"), "option_text": word("T option_text")}
    option |= {"option_text_entities": made.quiet_entities("T option_text_entities")}
    order = {
        "name": word("T order name"),
        "phone_number": f"+{number('T order phone')}",
        "email": f"{word('T order email')}@example.org",
        "shipping_address": {
            field: word(f"T order {field}")
            for field in ("country_code", "state", "city", "street_line1", "street_line2", "post_code")
        },
    }
    price = {"currency": "XTR", "amount": number("T approved price")}
    paid = {
        "currency": "EUR",
        "total_amount": number("T total_amount"),
        "invoice_payload": word("T invoice_payload"),
        "telegram_payment_charge_id": word("T telegram_payment_charge_id"),
        "provider_payment_charge_id": word("T provider_payment_charge_id"),
    }
    scan: Object = {name: word(f"T passport {name}") for name in ("file_id", "file_unique_id")}
    scan |= {"file_size": number("T passport file_size"), "file_date": date("T passport file_date")}
    passport = {
        "data": [
            {
                "type": "passport",
                "hash": word("T passport hash"),
                "data": word("T passport data"),
                "phone_number": f"+{number('T passport phone')}",
                "email": f"{word('T passport email')}@example.org",
                **dict.fromkeys(("front_side", "reverse_side", "selfie"), scan),
                "files": [scan],
                "translation": [scan],
            }
        ],
        "credentials": {name: word(f"T credentials {name}") for name in ("data", "hash", "secret")},
    }
    shared = {name: word(f"T chat_shared {name}") for name in ("title", "username")}
    person = {name: word(f"T users_shared {name}") for name in ("first_name", "last_name", "username")}
    told: dict[str, Any] = {
        "new_chat_members": [made.user("T new_chat_members")],
        "left_chat_member": made.user("T left_chat_member"),
        "new_chat_title": word("T new_chat_title"),
        "new_chat_photo": made.sizes("T new_chat_photo"),
        "chat_owner_left": {"new_owner": made.user("T chat_owner_left")},
        "chat_owner_changed": {"new_owner": made.user("T chat_owner_changed")},
        "migrate_to_chat_id": number("T migrate_to_chat_id"),
        "migrate_from_chat_id": number("T migrate_from_chat_id"),
        "pinned_message": objects.elsewhere("T pinned_message"),
        "users_shared": {
            "request_id": 1,
            "users": [{"user_id": number("T users_shared id"), **person, "photo": made.sizes("T users_shared photo")}],
        },
        "chat_shared": {
            "request_id": 1,
            "chat_id": number("T chat_shared id"),
            **shared,
            "photo": made.sizes("T chat_shared photo"),
        },
        "gift": objects.gift_info("T gift"),
        "gift_upgrade_sent": objects.gift_info("T gift_upgrade_sent"),
        "unique_gift": objects.unique_gift_info("T unique_gift"),
        "connected_website": word("T connected_website"),
        "write_access_allowed": {"web_app_name": word("T web_app_name")},
        "passport_data": passport,
        "proximity_alert_triggered": {
            "traveler": made.user("T traveler"),
            "watcher": made.user("T watcher"),
            "distance": 9,
        },
        "boost_added": {"boost_count": number("T boost_count")},
        "chat_background_set": {
            "type": {
                "type": "wallpaper",
                "document": objects.document("T wallpaper"),
                "dark_theme_dimming": 1,
            }
        },
        "forum_topic_created": {
            "name": word("T forum_topic name"),
            "icon_color": 1,
            "icon_custom_emoji_id": str(number("T forum_topic icon")),
        },
        "forum_topic_edited": {
            "name": word("T forum_topic new name"),
            "icon_custom_emoji_id": str(number("T forum_topic new icon")),
        },
        **{
            f"{topic}_{done}": {}
            for topic, done in (
                ("forum_topic", "closed"),
                ("forum_topic", "reopened"),
                ("video_chat", "started"),
                ("general_forum_topic", "hidden"),
                ("general_forum_topic", "unhidden"),
            )
        },
        "video_chat_scheduled": {"start_date": date("T video_chat start_date")},
        "video_chat_ended": {"duration": number("T video_chat duration")},
        "message_auto_delete_timer_changed": {"message_auto_delete_time": number("T auto delete time")},
        "direct_message_price_changed": {
            "are_direct_messages_enabled": True,
            "direct_message_star_count": number("T direct_message_star_count"),
        },
        "paid_message_price_changed": {"paid_message_star_count": number("T paid_message_star_count")},
        "giveaway_created": {"prize_star_count": number("T giveaway_created prize_star_count")},
        "suggested_post_approved": {
            "suggested_post_message": quoted["suggested_post_message"],
            "price": price,
            "send_date": date("T approved send_date"),
        },
        "suggested_post_approval_failed": {
            "suggested_post_message": quoted["suggested_post_message"],
            "price": price,
        },
        "suggested_post_paid": {
            "suggested_post_message": quoted["suggested_post_message"],
            "currency": "XTR",
            "amount": number("T paid amount"),
            "star_amount": {"amount": number("T paid star_amount"), "nanostar_amount": number("T nanostar_amount")},
        },
        "successful_payment": {
            "subscription_expiration_date": date("T subscription_expiration_date"),
            **paid,
            "shipping_option_id": word("T shipping_option_id"),
            "order_info": order,
        },
        "refunded_payment": paid,
        "web_app_data": {"data": word("T web_app_data"), "button_text": word("T web_app_data button_text")},
        "checklist_tasks_done": {
            "checklist_message": quoted["checklist_message"],
            "marked_as_done_task_ids": [number("T task id")],
            "marked_as_not_done_task_ids": [number("T other task id")],
        },
        "checklist_tasks_added": {
            "checklist_message": quoted["checklist_message"],
            "tasks": [objects.task("T added task")],
        },
        "giveaway_completed": {
            "winner_count": 1,
            "unclaimed_prize_count": number("T unclaimed_prize_count"),
            "giveaway_message": objects.elsewhere("T giveaway_message"),
        },
        "managed_bot_created": {"bot": made.user("T managed_bot", bot=True)},
        "poll_option_added": {"poll_message": quoted["poll_message"], **option},
        "poll_option_deleted": {"poll_message": quoted["poll_message"], **option},
        "suggested_post_declined": {
            "suggested_post_message": quoted["suggested_post_message"],
            "comment": word("T declined comment"),
        },
        "suggested_post_refunded": {
            "suggested_post_message": quoted["suggested_post_message"],
            "reason": word("T refund reason"),
        },
        "video_chat_participants_invited": {"users": [made.user("T invited")]},
    }
    return [Sending(name, {**around(f"T {name}"), name: value}) for name, value in told.items()]

"""Who reads which kinds of journal entries. Plain data: the API writes the rows, the worker reads them."""

FOLLOWERS: dict[str, tuple[str, ...]] = {
    "promises": ("person.deactivated", "person.reactivated"),
    "handed_tasks": ("transfer.made", "transfer.undone"),
    "first_words": ("contact.linked",),
    "first_words_said": ("message.sent",),
    "pushes": ("message.received",),
    "window_pushes": ("message.sent", "chain.in_window"),
    "chains": ("message.received", "ask.answered"),
    "calls": ("chain.asked", "chain.called", "chain.answered", "chain.ended"),
    "calls_made": ("touch.made", "touch.undone"),
    "rungs_called": ("touch.made", "touch.undone"),
    "surveys": ("service.visited",),
    "loyalty": (
        "message.received",
        "ask.answered",
        "car.added",
        "survey.answered",
        "service.visited",
        "promise.kept",
        "promise.late",
        "promise.withdrawn",
        "promise.missed",
        "complaint.made",
        "complaint.solved",
        "complaint.reopened",
        "complaint.withdrawn",
    ),
    "service_raised": ("due_event.raised", "due_event.recounted"),
    "service_settled": ("due_event.settled",),
    "reminder_failed": ("delivery.failed",),
}
"""Follower name → the kinds of entries it must see. `app.worker` binds each name to a function."""

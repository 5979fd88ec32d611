"""What the learner's strip, the board and the big screen are told of a class, as JSON."""

from collections.abc import Mapping
from typing import Any

from kbguide.classroom.clock import ClassClock
from kbguide.classroom.open_class import OpenClass
from kbguide.classroom.places import ClassPlace, named
from kbguide.classroom.room import ENOUGH, ClassOrder, ClassSeat, Vote
from kbguide.content.catalogue import Content
from kbguide.content.learning import Drill
from kbguide.content.reader import LANGUAGES, Text

Said = dict[str, Any]
_SHORTEST_SILENCE = 5  # seconds until a page that has nothing to say asks what the teacher wishes
_LONGEST_SILENCE = 20
_SEATS_A_SECOND = 20  # of a large class, that ask in vain


def both(text: Text) -> dict[str, str]:
    return {lang: text[lang] for lang in LANGUAGES}


class Telling:
    """Puts it into words of both languages; times are seconds ago, at the moment of telling."""

    def __init__(self, content: Content, places: Mapping[str, ClassPlace], clock: ClassClock) -> None:
        self._content = content
        self._places = places
        self._clock = clock

    def to_seat(self, one: OpenClass, seat: ClassSeat) -> Said:
        """What the teacher wishes of whoever sits there."""
        wishes = one.room.wishes
        vote = wishes.vote if wishes.vote and wishes.vote.open else None
        return {
            "name": one.room.name,
            "seat": seat.number,
            "hand": bool(seat.hand),
            "order": self._order(wishes.order) if wishes.order else None,
            "vote": {"number": vote.number, **self._scene(vote.drill)} if vote else None,
            "voted": bool(vote and seat.voted == vote.number),
            "feedback": wishes.feedback,
            "every": min(_LONGEST_SILENCE, max(_SHORTEST_SILENCE, one.room.seats // _SEATS_A_SECOND)),
        }

    def to_board(self, one: OpenClass, since: int, blind: float | None) -> Said:
        """What has changed since a revision; everything for the first one, which is 0."""
        room = one.room
        plan = room.wishes.plan
        newer = [one.seats[number] for number, revision in one.changed.items() if revision > since]
        return {
            "name": room.name,
            "seats": room.seats,
            "ends": int(max(0, room.ends - self._clock.now())),
            "order": self._order(room.wishes.order) if room.wishes.order else None,
            "shows": room.wishes.shows,
            "place": room.wishes.place,
            "lesson": {"id": plan.lesson, "step": plan.step, "since": self._age(plan.since)} if plan else None,
            "vote": self._vote(one, room.wishes.vote) if room.wishes.vote else None,
            "feedback": {"asked": room.wishes.feedback, "answers": one.feedback_given},
            "blind": None if blind is None else self._age(blind),
            "taken": [self._seat(seat) for seat in newer if seat.taken],
            "left": [seat.number for seat in newer if not seat.taken],
        }

    def _age(self, then: float) -> float:
        return round(max(0, self._clock.now() - then), 2)

    def _seat(self, seat: ClassSeat) -> Said:
        """Where it is, and nothing of what was answered there."""
        return {
            "seat": seat.number,
            "at": seat.at,
            "reached": seat.reached,
            "hand": self._age(seat.hand) if seat.hand else None,
            "still": self._age(seat.moved),
            "away": self._age(seat.heard),
            "put": seat.put,
        }

    def _order(self, order: ClassOrder) -> Said:
        words = self._content.classroom
        place = self._places.get(order.what) if order.do == "go" else None
        if place:
            name = named(place, self._content, short=True).name
            text = {lang: words["order_go"][lang].format(place=name[lang]) for lang in LANGUAGES}
        elif order.do == "say":
            text = both(self._content.remarks[order.what].text)
        else:
            text = both(words[f"order_{order.do}"])
        return {"number": order.number, "do": order.do, "href": place.href if place else "", "text": text}

    def _drill(self, name: str) -> Drill:
        return self._content.drills[name].guised(0)

    def _scene(self, name: str) -> Said:
        drill = self._drill(name)
        return {
            "title": both(self._content.classroom[f"vote_{drill.way}"]),  # its own would give it away
            "before": both(drill.before),
            "sender": both(drill.sender),
            "words": [both(one) for one in drill.words],
            "replies": [{"id": one.id, "text": both(one.label)} for one in drill.reply],
        }

    def _vote(self, one: OpenClass, vote: Vote) -> Said:
        """Which reply is right, and how many chose what, is told when it is over, and never of a few."""
        counts = one.votes()
        scene = self._scene(vote.drill)
        if not vote.open:
            verdicts = {reply.id: reply.verdict == "safe" for reply in self._drill(vote.drill).reply}
            scene["replies"] = [{**reply, "right": verdicts[reply["id"]]} for reply in scene["replies"]]
        shown = not vote.open and counts.total() >= ENOUGH
        told = {"number": vote.number, "drill": vote.drill, "open": vote.open, "all": counts.total()}
        return {**told, "counts": dict(counts) if shown else None, **scene}

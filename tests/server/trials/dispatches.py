"""Dispatches no two of which read alike, about half of them of attacks: work for a worker."""

import random

# fmt: off
CITIES = (
    "Baghdad", "Beirut", "Kabul", "Karachi", "Lagos", "Nairobi", "Mogadishu", "Cairo", "Tunis",
    "Istanbul", "Ankara", "Dhaka", "Jakarta", "Manila", "Bogota", "Lima", "Paris", "Madrid", "London",
    "Brussels", "Mumbai", "Colombo", "Tripoli", "Aden", "Aleppo",
)
# fmt: on
PLACES = ("a market", "a bus station", "a mosque", "a hotel", "a checkpoint", "a cafe", "a railway station")
MEANS = ("A car bomb", "A suicide bomber", "Gunmen", "A roadside bomb", "Men with knives", "A grenade")
SENTENCES = (
    "Ambulances took the wounded to three hospitals, where doctors asked for blood.",
    "Streets around the site were closed until the evening and shops pulled down their shutters.",
    "The interior ministry called a meeting of its security chiefs for the same night.",
    "No group had said by nightfall that it was behind it.",
    "Witnesses spoke of a flash, then of silence, then of people running.",
    "Schools in the district will stay shut for two days.",
    "The governor visited the place and promised an inquiry.",
    "Glass covered the road for a hundred metres.",
    "Bus lines were led around the centre.",
    "A curfew was announced and lifted again within hours.",
    "The harbour reported a quiet week with forty ships unloaded.",
    "Farmers expect a late harvest after the long rain.",
    "The council voted for a new bridge by a wide margin.",
    "The home side equalised in the last minute of a fine match.",
    "Shares ended slightly higher in thin trading.",
    "A museum opened a room of maps that had been closed since the spring.",
)


def dispatch(number: int) -> bytes:
    """The dispatch of a number, in a few paragraphs; every second tells of an attack."""
    chance = random.Random(number)
    city, body = chance.choice(CITIES), chance.sample(SENTENCES, k=5)
    if number % 2:
        killed, hurt = chance.randint(1, 60), chance.randint(2, 200)
        what = f"{chance.choice(MEANS)} killed {killed} people and wounded {hurt} at {chance.choice(PLACES)}"
        body.insert(0, f"{what} in {city} on Friday, police said.")
    serial = f"The desk's number for this dispatch is {number}."
    return "\n\n".join([f"{city.upper()} - {body[0]}", *body[1:], serial]).encode()

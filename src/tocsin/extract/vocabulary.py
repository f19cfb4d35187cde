"""Closed vocabularies: the words an incident's weapons and targets may have, with their plain meaning."""

from typing import Final

WEAPONS: Final = {
    "explosive": "an explosive device of any kind",
    "suicide_bomb": "explosives worn or carried by the attacker",
    "vehicle_bomb": "explosives in a vehicle",
    "grenade": "a hand grenade",
    "rocket": "a rocket, mortar or shell",
    "firearm": "a gun of any kind",
    "blade": "a knife, machete or axe",
    "vehicle": "a vehicle driven into people",
    "fire": "fire or petrol bombs",
    "chemical": "a poison, gas or acid",
}

TARGETS: Final = {
    "concert_hall": "a concert hall, theatre or nightclub",
    "stadium": "a stadium or sports ground",
    "restaurant": "a restaurant, cafe or bar",
    "market": "a market, shop or shopping centre",
    "worship": "a place of worship",
    "funeral": "a funeral or mourning gathering",
    "school": "a school or university",
    "hospital": "a hospital or clinic",
    "transport": "a station, airport, train, bus or aircraft",
    "hotel": "a hotel or resort",
    "government": "a government office, court or parliament",
    "diplomatic": "an embassy or consulate",
    "police": "police officers or their buildings",
    "military": "soldiers or their bases",
    "media": "a newspaper, broadcaster or its staff",
    "utility": "power, water, oil or communication works",
    "home": "a home or residential street",
    "gathering": "a march, rally or festival",
}

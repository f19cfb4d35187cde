"""The scan written out as slowly and plainly as it is defined: every circle, every span, one by one."""

import math
from itertools import product


def distance_km(one, other):
    """Haversine, to the millimetre, on the same sphere."""
    (north, east), (to_north, to_east) = (map(math.radians, point) for point in (one, other))
    rise, turn = math.sin((to_north - north) / 2), math.sin((to_east - east) / 2)
    half = math.sqrt(rise**2 + math.cos(north) * math.cos(to_north) * turn**2)
    return round(2 * 6371.0088 * math.asin(min(half, 1.0)), 6)


def log_likelihood_ratio(observed, expected, cases):
    if observed <= expected:
        return 0.0
    outside = (
        0.0 if observed == cases else (cases - observed) * math.log((cases - observed) / (cases - expected))
    )
    return observed * math.log(observed / expected) + outside


def spans(days, longest, past):
    for begin, end in product(range(days), repeat=2):
        if begin <= end and end - begin < longest and (past or end == days - 1):
            yield begin, end


def largest(points, case_sites, case_days, days, *, radius_km, share, longest, past):
    """The largest log likelihood ratio of all cylinders."""
    cases, best = len(case_sites), 0.0
    for centre in points:
        far = [distance_km(centre, point) for point in points]
        for radius in {one for one in far if one <= radius_km}:
            inside = [day for site, day in zip(case_sites, case_days, strict=True) if far[site] <= radius]
            if len(inside) > share * cases:
                continue
            for begin, end in spans(days, longest, past):
                observed = sum(begin <= day <= end for day in inside)
                everywhere = sum(begin <= day <= end for day in case_days)
                expected = len(inside) * everywhere / cases
                best = max(best, log_likelihood_ratio(observed, expected, cases))
    return best


def dealt(sites, uniforms):
    """The sites after one deal, by the rule that the scan documents."""
    sites = list(sites)
    for at, uniform in enumerate(uniforms):
        other = at + int(uniform * (len(sites) - at))
        sites[at], sites[other] = sites[other], sites[at]
    return sites

"""Single published cases. PHE: numbers from the tests of PHEindicatormethods 2.1.0 (UK Health Security Agency)."""

import numpy as np
import pytest

from data_marts.statistics.change import reliable_change_threshold
from data_marts.statistics.means import mean_limits
from data_marts.statistics.proportions import wilson_limits
from data_marts.statistics.rates import byar_limits, exact_poisson_limits, poisson_limits, standardised_rate

# PHE, testdata_DSR_ISR.xlsx, areas "big" and "small": events, population and European Standard Population 2013.
BIG = [127, 25, 18, 21, 12, 27, 48, 27, 29, 32, 32, 34, 45, 65, 38, 68, 74, 82, 91]
SMALL = [12, 4, 3, 2, 3, 4, 8, 2, 2, 3, 4, 5, 6, 8, 5, 6, 5, 5, 4]
PEOPLE = [636, 558, 609, 543, 384, 594, 669, 843, 660, 576, 606, 522, 426, 273, 300, 288, 153, 123, 207]
EUROPE = [
    5000,
    5500,
    5500,
    5500,
    6000,
    6000,
    6500,
    7000,
    7000,
    7000,
    7000,
    6500,
    6000,
    5500,
    5000,
    4000,
    2500,
    1500,
    1000,
]


def test_wilson_limits_agree_with_phe() -> None:
    found = wilson_limits([65, 1045], [100, 5000])
    assert found.low == pytest.approx([0.5525444329688797, 0.19795549880013297])
    assert found.high == pytest.approx([0.7363575175690247, 0.22049130373189027])


def test_wilson_limits_agree_with_phe_at_99_8_percent() -> None:
    found = wilson_limits(65, 100, confidence=0.998)
    assert (float(found.low), float(found.high)) == pytest.approx((0.4954946574070431, 0.7783540614089697))


def test_a_share_of_nobody_has_no_limits() -> None:
    assert np.isnan(wilson_limits(0, 0).low)


def test_no_and_all_persons_have_limits_within_0_and_1() -> None:
    found = wilson_limits([0, 7], [7, 7])
    assert found.low[0] == 0
    assert found.high[1] == 1


def test_more_persons_than_the_total_are_refused() -> None:
    with pytest.raises(ValueError, match="between zero and the total"):
        wilson_limits(6, 5)


def test_byar_limits_agree_with_phe() -> None:
    found = byar_limits([65, 1045])
    assert found.low == pytest.approx([50.163187710459454, 982.5932018073325])
    assert found.high == pytest.approx([82.84913854593984, 1110.33121298565])


def test_exact_limits_agree_with_garwoods_table() -> None:
    found = exact_poisson_limits([0, 1, 5])
    assert found.low == pytest.approx([0, 0.0253, 1.6235], abs=5e-5)
    assert found.high == pytest.approx([3.6889, 5.5716, 11.6683], abs=5e-5)


def test_limits_are_exact_up_to_nine_events_and_byars_from_ten() -> None:
    found = poisson_limits([9, 10])
    assert found.low[0] == exact_poisson_limits(9).low
    assert found.low[1] == byar_limits(10).low


def test_standardised_rates_agree_with_phe() -> None:
    found = standardised_rate([BIG, SMALL], [PEOPLE, PEOPLE], EUROPE)
    assert 10_000 * found.rate == pytest.approx([1043.0247991469423, 110.3212025300104])
    assert 10_000 * found.low == pytest.approx([971.770906798568, 87.7455767536709])
    assert 10_000 * found.high == pytest.approx([1117.894091547925, 136.70882227251795])


def test_nine_events_have_no_standardised_rate_and_ten_have() -> None:
    found = standardised_rate([[4, 5], [5, 5]], [[100, 100], [100, 100]], [1, 1])
    assert np.isnan(found.rate[0])
    assert found.rate[1] == pytest.approx(0.05)


def test_an_empty_stratum_adds_nothing() -> None:
    found = standardised_rate([[20, 0]], [[100, 0]], [1, 1])
    assert found.rate == pytest.approx([0.1])


def test_events_without_inhabitants_are_refused() -> None:
    with pytest.raises(ValueError, match="without inhabitants"):
        standardised_rate([[20, 1]], [[100, 0]], [1, 1])


def test_mean_limits_agree_with_phe() -> None:
    found = mean_limits([53.70434500000001, 5678.962957777778], [20.97557525770931, 2117.831716159067], [8, 18])
    assert found.low == pytest.approx([36.168325241336504, 4625.790022452972])
    assert found.high == pytest.approx([71.24036475866352, 6732.135893102583])


def test_one_value_has_no_limits() -> None:
    assert np.isnan(mean_limits(3.0, 0.0, 1).low)


@pytest.mark.parametrize(
    ("instrument", "reliability", "sd", "published"),
    [("CDRS-R", 0.79, 7.30, 9.27), ("CGAS", 0.91, 12.90, 10.73), ("YMRS", 0.73, 7.19, 10.36)],
)
def test_reliable_change_agrees_with_the_published_table(
    instrument: str, reliability: float, sd: float, published: float
) -> None:
    """Table 1 of the article PMC8944273."""
    assert reliable_change_threshold(reliability, sd) == pytest.approx(published, abs=0.01), instrument


def test_impossible_scales_are_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        reliable_change_threshold(1.2, 5)
    with pytest.raises(ValueError, match="positive"):
        reliable_change_threshold(0.8, 0)

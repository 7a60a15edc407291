"""Bills that are Parquet files: the same charges as the CSV, whatever the types of their columns."""

import datetime
import decimal
import gzip
import sys

import costmodel as cm
import pyarrow as pa
import pyarrow.parquet
import pytest

UTC = datetime.timezone.utc
MAY, JUNE = datetime.datetime(2026, 5, 1, tzinfo=UTC), datetime.datetime(2026, 6, 1, tzinfo=UTC)
CSV = (
    "EffectiveCost,BilledCost,BillingCurrency,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,ConsumedQuantity,"
    "ConsumedUnit,ServiceName,SkuPriceDetails\n"
    '0.1,0.1,USD,Usage,2026-05-01T00:00:00Z,2026-06-01T00:00:00Z,1000,Tokens,"AI, of ""one""",'
    '"{""ModelId"": ""m"", ""TokenDirection"": ""Output""}"\n'
    "2.25,2,USD,Usage,2026-05-01T00:00:00Z,2026-06-01T00:00:00Z,,,AI,\n"
)


def table(details_type):
    details = {"ModelId": "m", "TokenDirection": "Output"}
    return pa.table(
        {
            "EffectiveCost": pa.array([decimal.Decimal("0.1"), decimal.Decimal("2.25")], pa.decimal128(38, 9)),
            "BilledCost": pa.array([0.1, 2.0], pa.float64()),
            "BillingCurrency": pa.array(["USD", "USD"]).dictionary_encode(),
            "ChargeCategory": ["Usage", "Usage"],
            "ChargePeriodStart": pa.array([MAY, MAY], pa.timestamp("us", "Europe/Berlin")),
            "ChargePeriodEnd": pa.array([JUNE, JUNE], pa.timestamp("ms", "UTC")),
            "ConsumedQuantity": pa.array([1000, None], pa.int64()),
            "ConsumedUnit": ["Tokens", None],
            "ServiceName": ['AI, of "one"', "AI"],
            "SkuPriceDetails": pa.array([details, None], details_type),
            "Tags": pa.array([None, None], pa.null()),
        }
    )


def charges(file):
    return [
        (c.charge, c.service, c.model, c.direction, c.effective_usd, c.billed_usd, c.quantity, c.unit)
        for c in cm.read_evidence([file]).charges
    ]


@pytest.mark.parametrize(
    "details",
    [
        pa.map_(pa.string(), pa.string()),
        pa.struct([("ModelId", pa.string()), ("TokenDirection", pa.string())]),
    ],
    ids=["map", "struct"],
)
def test_a_bill_in_parquet_is_the_bill(tmp_path, details):
    plain, packed, parquet = tmp_path / "bill.csv", tmp_path / "bill.csv.gz", tmp_path / "bill.parquet"
    plain.write_text(CSV, encoding="utf-8")
    packed.write_bytes(gzip.compress(CSV.encode()))
    pyarrow.parquet.write_table(table(details), parquet, row_group_size=1)
    expected = charges(plain)
    assert len(expected) == 2
    assert charges(packed) == expected
    assert charges(parquet) == expected


def test_a_file_that_is_damaged_is_named(tmp_path):
    (tmp_path / "bill.parquet").write_bytes(b"PAR1    PAR1")
    (report,) = cm.read_evidence([tmp_path]).files
    assert report.format == "Parquet"
    assert report.refused[0].id == "unreadable-file"


def test_without_pyarrow_the_way_is_named(tmp_path, monkeypatch):
    pyarrow.parquet.write_table(table(pa.map_(pa.string(), pa.string())), tmp_path / "bill.parquet")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    (report,) = cm.read_evidence([tmp_path]).files
    assert "pip install 'costmodel[parquet]'" in report.refused[0].allowed

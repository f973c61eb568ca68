"""Somebody looks parcels up on the board, and sees on each card what is known of one of them."""

import re

import pytest
from playwright.async_api import expect

from gateway.app import create_app
from gateway.sandbox import running_sandbox, sample_parcels
from tests.fakes import Clock
from tests.integration.board.page import Open, card, cards, paste, refs, settled
from tests.serving import listening, settings_for

pytestmark = [pytest.mark.chromium, pytest.mark.asyncio(loop_scope="session")]

FAILING = "se-faultsp-down+ups:FAULTSPDOWN"


async def test_the_sandbox_opens_with_its_catalogue_and_some_of_its_parcels(board: Open) -> None:
    async with board(viewport={"width": 1300, "height": 900}) as visit:
        await settled(visit)
        await expect(cards(visit)).to_have_count(9)
        assert len(visit.asked) == 1
        await expect(visit.page.get_by_text("Sample data")).to_be_visible()
        catalogue = visit.page.locator("#samples")
        for kind in ("Known to both providers", "Failing providers"):
            await expect(catalogue.get_by_text(kind)).to_be_visible()
        assert await catalogue.locator("li button").count() == len(sample_parcels())


async def test_a_sample_is_picked_from_the_catalogue(board: Open) -> None:
    async with board("se-324658", viewport={"width": 1300, "height": 900}) as visit:
        await visit.page.get_by_label("Search the samples").fill("flying")
        await expect(visit.page.get_by_text("No sample fits.")).to_be_visible()
        await visit.page.get_by_label("Search the samples").fill("parcel_lost")
        await expect(visit.page.get_by_role("button", name="Show all 1")).to_have_count(1)
        await visit.page.get_by_role("button", name="se-detail-parcel-lost").click()
        await settled(visit)
        await expect(cards(visit)).to_have_count(2)
        await expect(cards(visit).first).to_have_attribute("data-stage", "PROBLEM")


async def test_a_hundred_parcels_are_one_request(board: Open) -> None:
    labels = [each["labelId"] for each in sample_parcels() if each["labelId"]][:100]
    async with board(",".join(labels)) as visit:
        await settled(visit)
        await expect(cards(visit)).to_have_count(100)
        assert [len(each) for each in refs(visit)] == [100]
        await visit.page.get_by_role("button", name="Refresh").click()
        await settled(visit)
        assert [len(each) for each in refs(visit)] == [100, 100]


async def test_a_card_tells_who_has_it_where_it_stands_and_when_it_comes(board: Open) -> None:
    async with board("se-both-transit") as visit:
        parcel = card(visit, "USPS 9205590164917400288176: In transit")
        await expect(parcel).to_contain_text("Expected ")
        await expect(parcel).to_contain_text("time of day unknown · says ShipStation")
        await expect(parcel).to_contain_text("Departed USPS Regional Facility")
        await expect(parcel.get_by_role("img", name="Step 3 of 5: On its way")).to_be_visible()
        await expect(parcel.get_by_role("link", name="Open the page of USPS")).to_be_visible()
        await expect(parcel.locator(".badge")).to_have_text(
            [re.compile("ShipStation just now"), re.compile("Shippo just now")]
        )


STEPS = {
    "se-sandbox-ny": "Step 1 of 5: Announced",
    "se-sandbox-ac": "Step 2 of 5: Accepted",
    "se-sandbox-it": "Step 3 of 5: On its way",
    "se-sandbox-at": "Step 4 of 5: Arriving",
    "se-sandbox-de": "Step 5 of 5: Delivered",
    "se-sandbox-un": "It is not known how far it has come",
    "se-both-returned": "Stopped at step 4 of 5: Arriving",
    "se-sandbox-ex": "Stopped; it is not known how far it came",
}


async def test_the_bar_has_five_steps(board: Open) -> None:
    async with board(",".join(STEPS)) as visit:
        await settled(visit)
        bars = await visit.page.locator(".bar").all()
        assert [await each.get_attribute("aria-label") for each in bars] == list(STEPS.values())


async def test_a_delivery_is_told_by_the_clock_at_its_place(board: Open) -> None:
    async with board("se-both-delivered") as visit:
        arrival = card(visit, "Delivered").locator(".arrival")
        await expect(arrival).to_contain_text("local time · signed by EXAMPLE")
        await expect(arrival).to_contain_text(re.compile(r"\d\d:\d\d"))


async def test_a_problem_is_shown_as_one(board: Open) -> None:
    async with board("se-detail-parcel-lost,se-detail-address-query") as visit:
        lost = card(visit, "Failed")
        await expect(lost.locator(".note.problem")).to_have_text("Parcel lost")
        await expect(lost.locator(".arrival")).to_have_count(0)
        held = card(visit, "Exception")
        await expect(held.locator(".note.problem")).to_have_text("Address query")
        await expect(held.locator(".arrival")).to_contain_text("Last expected ")


async def test_what_is_missing_is_said_and_why(board: Open) -> None:
    async with board(FAILING) as visit:
        parcel = card(visit, "FAULTSPDOWN")
        await expect(parcel.locator(".note.warning")).to_contain_text("Shippo did not answer")
        await expect(parcel.locator(".badge").last).to_contain_text("no answer")


async def test_what_is_missing_has_the_carrier_that_was_asked_for(board: Open) -> None:
    async with board("usps:1Z932R800390810600,se-0") as visit:
        await settled(visit)
        await expect(card(visit, "1Z932R800390810600").locator(".carrier")).to_have_text("USPS")
        await expect(card(visit, "se-0").locator(".carrier")).to_have_text("")


async def test_the_age_of_an_answer_grows_while_somebody_looks(board: Open) -> None:
    async with board("se-both-today") as visit:
        await visit.page.clock.install()
        await visit.page.reload()
        await settled(visit)
        badge = cards(visit).locator(".badge").first
        await expect(badge).to_contain_text(re.compile("ShipStation (just now|[0-9]+ min ago)"))
        await visit.page.clock.fast_forward("05:00:00")
        await expect(badge).to_contain_text("ShipStation 5 h ago")


@pytest.mark.parametrize("width", [360, 820, 1180, 1366])
async def test_the_names_of_the_steps_stay_on_one_line(board: Open, width: int) -> None:
    async with board("se-both-transit", viewport={"width": width, "height": 900}) as visit:
        await settled(visit)
        bar = await cards(visit).locator(".bar").bounding_box()
        assert bar is not None
        assert bar["height"] < 40


async def test_cards_in_a_row_end_on_one_line(board: Open) -> None:
    async with board("se-both-disagree,se-0", viewport={"width": 1300, "height": 900}) as visit:
        await settled(visit)
        bottoms = """() => [...document.querySelectorAll(".card")].map(
            (each) => each.getBoundingClientRect().bottom)"""
        long, short = await visit.page.evaluate(bottoms)
        assert long == pytest.approx(short, abs=1)
        await cards(visit).first.get_by_text("History, 9 events").click()
        await expect(visit.page.locator(".map")).to_be_visible()
        long, short = await visit.page.evaluate(bottoms)
        assert long > short + 300


async def test_contradictions_are_told_with_who_says_what(board: Open) -> None:
    async with board("se-both-disagree") as visit:
        notes = card(visit, "FedEx").locator(".note.conflict")
        await expect(notes.first).to_have_text(
            "The providers disagree on the status: "
            "ShipStation says in transit; Shippo says delivered (shown)."
        )
        await expect(notes.last).to_contain_text("disagree on the day of delivery")


async def test_an_old_answer_says_so(board: Open) -> None:
    clock = Clock()
    async with running_sandbox() as sandbox:
        app = create_app(settings_for(sandbox, revalidate_seconds=1), clock)
        async with listening(app) as origin, board("se-sandbox-it", origin=origin) as visit:
            await settled(visit)
            sandbox.fail("shipstation", "down")
            clock.advance(3_000)
            await visit.page.get_by_role("button", name="Refresh").click()
            parcel = card(visit, "SANDBOXIT")
            await expect(parcel.locator(".note.warning")).to_contain_text(
                "What ShipStation says is from "
            )
            await expect(parcel.locator(".badge").first).to_contain_text("an older answer")


async def test_every_failure_stands_on_its_own_card(board: Open) -> None:
    async with board("se-324658,se-0,SANDBOX0000") as visit:
        await settled(visit)
        assert len(visit.asked) == 1
        await expect(card(visit, "1Z932R800390810600: Delivered")).to_be_visible()
        await expect(card(visit, "se-0")).to_contain_text("No provider knows this parcel")
        await expect(card(visit, "SANDBOX0000")).to_contain_text("Which carrier has it?")


async def test_a_carrier_that_is_missing_can_be_named_on_the_card(board: Open) -> None:
    async with board("770488539204AB") as visit:
        unknown = card(visit, "770488539204AB")
        await unknown.get_by_label("Carrier").select_option("FedEx")
        await unknown.get_by_role("button", name="Look it up").click()
        await settled(visit)
        assert refs(visit)[-1] == [{"trackingNumber": "770488539204AB", "carrier": "fedex"}]
        await expect(visit.page).to_have_url(re.compile("#fedex:770488539204AB$"))


async def test_a_parcel_can_be_checked_again_at_its_providers(board: Open) -> None:
    async with board("se-both-today,se-324658") as visit:
        await settled(visit)
        await visit.page.get_by_role("button", name="Check UPS 1ZA83F2E0342718055 again").click()
        await settled(visit)
        assert visit.asked[0]["variables"]["maxAgeSeconds"] is None
        assert visit.asked[1]["variables"] == {
            "refs": [{"labelId": "se-both-today"}],
            "maxAgeSeconds": 30,
        }


# --- History ---------------------------------------------------------------------------------


async def test_the_history_opens_with_days_places_and_local_times(board: Open) -> None:
    async with board("se-both-delivered") as visit:
        parcel = card(visit, "Delivered")
        await parcel.get_by_text("History, 8 events").click()
        await expect(parcel.get_by_role("listitem").filter(has_text="Origin Scan")).to_contain_text(
            "San Francisco, CA 94103, United States"
        )
        await expect(parcel).to_contain_text("Times by the clock at each place.")
        await expect(parcel.locator("time").first).to_have_text(re.compile(r"^\d\d:\d\d$"))
        assert len(visit.asked) == 1


async def test_the_history_says_how_well_a_time_is_known(board: Open) -> None:
    async with board("se-both-disagree") as visit:
        parcel = card(visit, "FedEx")
        await parcel.get_by_text("History, 9 events").click()
        await expect(parcel.get_by_role("heading", name="No time given")).to_be_visible()
        left = parcel.get_by_role("listitem").filter(has_text="Left FedEx origin facility")
        await expect(left).to_contain_text("about ")
        await expect(left).to_contain_text("ShipStation only")
        await expect(
            parcel.get_by_role("listitem").filter(has_text="On FedEx vehicle")
        ).to_contain_text("your time")


async def test_places_with_coordinates_are_on_a_map(board: Open) -> None:
    async with board("se-both-transit") as visit:
        await visit.page.get_by_text("History, 6 events").click()
        way = visit.page.get_by_role("img", name="Map of the way: San Francisco, CA, Oakland, CA")
        await expect(way).to_be_visible()
        await expect(way.locator(".spot")).to_have_count(3)


async def test_without_coordinates_there_is_no_map(board: Open) -> None:
    async with board("usps:9205590164917312751089") as visit:
        await visit.page.get_by_text("History, 1 event").click()
        await expect(visit.page.locator(".timeline")).to_be_visible()
        await expect(visit.page.locator(".map")).to_have_count(0)


# --- The list --------------------------------------------------------------------------------


async def test_what_is_new_comes_first_in_its_own_order(board: Open) -> None:
    async with board("se-324658") as visit:
        await settled(visit)
        await paste(visit, "se-both-today se-both-transit")
        await expect(visit.page.locator(".card h3")).to_have_text(
            ["1ZA83F2E0342718055", "9205590164917400288176", "1Z932R800390810600"]
        )
        assert [len(each) for each in refs(visit)] == [1, 2]


async def test_the_board_narrows_to_one_group(board: Open) -> None:
    async with board("se-324658,se-both-today,se-both-delivered,se-0") as visit:
        await settled(visit)
        await visit.page.get_by_role("button", name="Delivered 2").click()
        await expect(cards(visit)).to_have_count(2)
        await visit.page.get_by_role("button", name="Not found 1").click()
        await expect(cards(visit)).to_have_count(1)
        await visit.page.get_by_role("button", name="All 4").click()
        await expect(cards(visit)).to_have_count(4)


async def test_what_is_on_the_board_is_in_its_link_and_nowhere_else(board: Open) -> None:
    async with board(permissions=["clipboard-read", "clipboard-write"]) as visit:
        await visit.page.get_by_role("button", name="Clear").click()
        await paste(visit, "se-324658, ups 1ZA83F2E0342718055")
        await visit.page.get_by_role("button", name="Copy link").click()
        await expect(visit.page.get_by_text("The link is copied.")).to_be_visible()
        link = await visit.page.evaluate("() => navigator.clipboard.readText()")
        assert link == f"{visit.origin}/#se-324658,ups:1ZA83F2E0342718055"
        await visit.page.goto("about:blank")
        await visit.page.goto(link)
        await settled(visit)
        await expect(cards(visit)).to_have_count(2)


@pytest.mark.parametrize("fragment", ["x", "%E0%A4%A", "hello,world"])
async def test_a_link_without_a_number_says_so(board: Open, fragment: str) -> None:
    async with board(fragment) as visit:
        await expect(visit.page.locator("#taken")).to_contain_text("no label id in this link")
        await paste(visit, "se-324658")
        await expect(visit.page.locator("#taken")).to_have_text("1 parcel taken.")


async def test_going_back_undoes_the_clearing(board: Open) -> None:
    async with board("se-324658,se-both-today") as visit:
        await settled(visit)
        await visit.page.get_by_role("button", name="Clear").click()
        await expect(visit.page.get_by_text("No parcels yet")).to_be_visible()
        await visit.page.go_back()
        await expect(cards(visit)).to_have_count(2)

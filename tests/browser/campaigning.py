"""What people do from the plan of a campaign to the judgement of what was handed in, each as its person sees it."""

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from config.demo.places import PICTURES
from tests.browser.business import looked_again, opened, shot


def campaign_opened(page: Page) -> None:
    """What the checklist asks for, one after the other."""
    page.goto("/admin/campaigns/all/new/")
    shot(page, "1-new-campaign")
    page.get_by_role("link", name="From nothing").click()
    page.get_by_label("Name").fill("Kitchens as they are")
    page.get_by_label("Starts").fill(moment(-1))
    page.get_by_label("Ends").fill(moment(20))
    page.get_by_label("Name").press("Enter")
    shot(page, "1-draft")
    expect(page.get_by_role("button", name="Open the campaign")).to_be_disabled()
    opened(page, "Change the words")
    policy = page.get_by_label("Policy")
    policy.select_option(policy.locator("option", has_text="House rules").get_attribute("value"))
    page.get_by_label("What it is about").fill("Kitchens in which people cook every day, as they are.")
    page.get_by_label("What one gets").fill("Points for each picture, whatever it shows of us.")
    page.get_by_role("button", name="Change the words", exact=True).click()
    opened(page, "Dates and budget")
    page.get_by_label("Budget in points").fill("500")
    page.get_by_role("button", name="Set dates and budget").click()
    opened(page, "Add a fact")
    page.get_by_role("textbox", name="Fact").fill("Every pan is guaranteed for life against cracks.")
    page.get_by_role("textbox", name="Source").fill("https://www.example.org/guarantee")
    page.get_by_role("textbox", name="Holds until").fill(moment(90)[:10])
    page.get_by_role("textbox", name="Source").press("Enter")
    for kind, text in (("do", "Show it as it is on a weekday."), ("don't", "Do not show people who did not agree.")):
        opened(page, "Add a do or don't")
        page.get_by_role("radio", name=kind, exact=True).check()
        page.get_by_role("textbox", name="Text").fill(text)
        page.get_by_role("button", name="Add the line").click()
    shot(page, "1-ready")
    page.get_by_role("button", name="Open the campaign").click()
    shot(page, "1-opened")
    expect(page.get_by_text("open", exact=True).first).to_be_visible()


def mission_opened(page: Page) -> None:
    page.goto("/admin/missions/missions/new/")
    page.get_by_role("combobox", name="Campaign").select_option(label="Kitchens as they are")
    page.get_by_role("textbox", name="Name").fill("Show us your kitchen")
    page.get_by_role("textbox", name="What it is for").fill("Whoever buys a pan wants to see where others hang theirs.")
    page.get_by_role("spinbutton", name="Points").fill("45")
    page.get_by_role("spinbutton", name="Places").fill("5")
    page.get_by_role("textbox", name="From").fill(moment(-1))
    page.get_by_role("textbox", name="Until").fill(moment(19))
    page.get_by_role("spinbutton", name="Places").press("Enter")
    step(page, "upload a picture", "Take a picture of your kitchen.", **{"what it shows": "your kitchen"})
    step(page, "attend", "Come to the open kitchen.", **{"which event": "the open kitchen"})
    opened(page, "Add a line")
    page.get_by_role("textbox", name="What is looked for").fill("One sees where people cook")
    page.get_by_role("button", name="Add the line").click()
    shot(page, "1-mission")
    page.get_by_role("button", name="Open it").click()
    expect(page.get_by_role("button", name="Close it")).to_be_visible()


def step(page: Page, kind: str, text: str, **settings: str) -> None:
    opened(page, "Add a step")
    page.get_by_label("Kind of step").select_option(label=kind)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("textbox", name="What to do").fill(text)
    for label, value in settings.items():
        page.get_by_role("textbox", name=re.compile(label, re.IGNORECASE)).fill(value)
    page.get_by_role("button", name="Add the step").click()


def mission_taken(page: Page) -> None:
    page.goto("/portal/missions/")
    looked_again(page, "Show us your kitchen")
    shot(page, "1-invited")
    page.get_by_role("link", name=re.compile("Look at it.*Show us your kitchen")).click()
    page.get_by_role("button", name="I agree, I take it").click()
    expect(page.get_by_role("heading", name="Your steps")).to_be_visible()
    page.locator("summary", has_text="Write something").click()
    page.get_by_label("Text").fill("I was there on Saturday: we baked flat bread on the back of a pan.")
    page.get_by_role("button", name="Hand in the text").click()


def handed_in(page: Page, picture: str, alt: str) -> None:
    page.get_by_label("Picture", exact=True).first.set_input_files(PICTURES / f"{picture}.webp")
    page.get_by_role("textbox", name="What it shows").first.fill(alt)
    page.get_by_role("button", name="Hand in the picture").first.click()
    shot(page, f"1-handed-{picture}")
    page.get_by_role("button", name="Send it in").click()
    looked_again(page, "A person judges it")


def judged(page: Page, outcome: str, reason: str, words: str) -> None:
    page.goto("/admin/missions/submissions/")
    shot(page, "1-submissions")
    page.get_by_role("link", name=re.compile("Show us your kitchen")).first.click()
    page.get_by_label("2", exact=True).check()
    page.get_by_role("radio", name=outcome).check()
    if reason:
        page.get_by_label("Reason").select_option(label=reason)
    page.get_by_role("textbox", name="Words for its author").fill(words)
    shot(page, f"1-judge-{reason[:3]}")
    page.get_by_role("button", name="Keep this judgement").click()
    expect(page.get_by_text("What was judged")).to_be_visible()


def moment(days: int) -> str:
    """So many days from now, as the workbench writes it."""
    return f"{datetime.now(UTC) + timedelta(days=days):%Y-%m-%d %H:%M}"

"""Templates of whole campaigns that come with the product. What a brand must find out itself stands in `to_find`."""

from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign, Goal
from campaigns.plans import Plan, PlannedMission, PlannedStep

Metric, Audience = Goal.Metric, Campaign.Audience
HONEST = _("What you really think, good or bad: points do not depend on it")
TELL = _("Let the disclosure stand with every word, also elsewhere")

READY: dict[str, Plan] = {
    "launch": Plan(
        _("First weeks with a new product"),
        summary=_(
            "Those who have the new product tell what using it is like, and what should change in the next batch."
        ),
        metric=Metric.POSTS,
        audience=Audience.POST,
        audience_note=_("who own the product or were lent one"),
        gets=_("40 points for an account of two weeks of use, whatever it says."),
        days=42,
        points_budget=4_000,
        to_find=_(
            "The data sheet and from which day it is public.\nHow many are lent, until when.\nWho answers for defects."
        ),
        dos=(
            HONEST,
            _("Say how long you have used it, and for what"),
            _("Report a defect to us first, then write about it"),
        ),
        donts=(_("compare with products that you have not used"), _("hide that you were lent or given it")),
        missions=(
            PlannedMission(
                _("Two weeks in use"),
                _("Others see how it does on ordinary days."),
                40,
                60,
                21,
                (PlannedStep("review", _("Write what two weeks of use were like, with a picture of it in use.")),),
            ),
            PlannedMission(
                _("What should change?"),
                _("The next batch is decided in six weeks."),
                20,
                60,
                14,
                (PlannedStep("survey", _("Answer eight questions about use, wear and repair.")),),
            ),
        ),
    ),
    "answers": Plan(
        _("Answering weeks"),
        summary=_("For three weeks no question on our pages waits for longer than a day."),
        metric=Metric.REPLIES,
        audience=Audience.REPLY,
        audience_note=_("who like to explain things"),
        gets=_("10 points for an official reply, 10 more when the asker accepts it."),
        days=21,
        points_budget=3_000,
        to_find=_(
            "The ten questions that come most often, with the answer that holds.\nWho is asked when an advocate does not know."
        ),
        dos=(_("Answer what was asked, in your own words"), _("Say when you do not know, and pass it on"), TELL),
        donts=(_("promise a repair, a refund or a date"), _("answer about safety without the data sheet")),
        missions=(
            PlannedMission(
                _("Ten answers"),
                _("People who ask today can cook today."),
                60,
                30,
                21,
                (PlannedStep("reply", _("Answer ten questions that nobody has answered.")),),
            ),
            PlannedMission(
                _("One that was accepted"),
                _("An answer counts when it helped."),
                20,
                60,
                21,
                (PlannedStep("answer", _("Have one of your answers accepted by whoever asked.")),),
            ),
        ),
    ),
    "howto": Plan(
        _("How-to series"),
        summary=_(
            "Six weeks, six things that everybody should know how to do, each shown by somebody who does it every day."
        ),
        metric=Metric.POSTS,
        audience=Audience.POST,
        audience_note=_("who can show one thing well"),
        gets=_("30 points for a how-to that is published, with a picture of every step."),
        days=42,
        points_budget=2_400,
        to_find=_("The six subjects, and on which page each belongs.\nA safety note for heat, blades and lye."),
        dos=(_("Show every step, also the one that goes wrong"), _("Name tools by what they do"), TELL),
        donts=(_("use pictures that somebody else took"), _("leave out the safety note")),
        missions=(
            PlannedMission(
                _("Show one thing"),
                _("One how-to a week stays useful for years."),
                30,
                60,
                14,
                (
                    PlannedStep("post", _("Write the how-to on its page.")),
                    PlannedStep("picture", _("Add a picture of every step.")),
                ),
            ),
        ),
    ),
    "translation": Plan(
        _("Translation sprint"),
        summary=_("In two weeks the care pages can be read in one more language, checked by two who speak it at home."),
        metric=Metric.OWN,
        audience_note=_("who speak the language at home"),
        gets=_("50 points for a page, 20 for checking one."),
        days=14,
        points_budget=2_000,
        to_find=_("Which language, and which pages first.\nThe list of words that are always translated alike."),
        dos=(
            _("Translate what it means, not word for word"),
            _("Keep safety notes complete"),
            _("Ask when the original is unclear"),
        ),
        donts=(_("publish what a machine translated unread"), _("change measures without converting them")),
        missions=(
            PlannedMission(
                _("Translate a page"),
                _("Somebody reads it in their own language."),
                50,
                20,
                14,
                (PlannedStep("visit", _("Send the link to the translated page.")),),
            ),
            PlannedMission(
                _("Check a page"),
                _("Four eyes see what two do not."),
                20,
                20,
                14,
                (PlannedStep("survey", _("Mark what is wrong or unclear.")),),
            ),
        ),
    ),
    "event": Plan(
        _("Open day"),
        summary=_(
            "One afternoon at the workshop: advocates show how they cook, sharpen and mend, and visitors try it."
        ),
        metric=Metric.ADVOCATES,
        audience_note=_("who live near enough to come"),
        gets=_("60 points for an afternoon at a table, travel within the city is paid."),
        days=35,
        points_budget=1_800,
        to_find=_("Day, address, how many people may be in the room.\nInsurance, allergens, who opens and who closes."),
        dos=(_("Wear your name and say that you are an advocate"), _("Ask before you take a picture of anybody")),
        donts=(_("sell anything"), _("let children use blades alone")),
        missions=(
            PlannedMission(
                _("A table of your own"),
                _("Visitors learn by trying."),
                60,
                20,
                35,
                (
                    PlannedStep("attend", _("Be at your table from two to five.")),
                    PlannedStep("picture", _("Send one picture of the table, without faces that did not agree.")),
                ),
            ),
        ),
    ),
    "ideas": Plan(
        _("Idea round"),
        summary=_(
            "For four weeks everybody says what is missing; the three ideas with most votes get an answer with a date."
        ),
        metric=Metric.IDEAS,
        audience_note=_("and whoever they talk to in the shop"),
        gets=_("5 points for an idea that others vote for, 200 when it is shipped."),
        days=28,
        points_budget=1_500,
        to_find=_("What will not be built, and why.\nWho answers the three ideas, and by when."),
        dos=(
            _("Describe the problem before the solution"),
            _("Look whether somebody said it already, and vote for that"),
        ),
        donts=(_("ask others to vote without reading"), _("submit somebody else's idea as your own")),
        missions=(
            PlannedMission(
                _("One idea"),
                _("The best ones come from use."),
                5,
                200,
                28,
                (PlannedStep("idea", _("Submit an idea, with the day on which you missed it.")),),
            ),
        ),
    ),
    "fairness": Plan(
        _("Moderation weeks"),
        summary=_("For three weeks every flag is answered within four hours, and every decision says why."),
        metric=Metric.DECISIONS,
        audience=Audience.MODERATE,
        audience_note=_("and apprentices who watch"),
        gets=_("5 points a decision, none for deciding more quickly than one can read."),
        days=21,
        points_budget=2_000,
        to_find=_(
            "Who covers the nights and the weekend.\nWhich clauses were overturned on appeal in the last quarter."
        ),
        dos=(_("Quote the clause, and write to the author as to a neighbour"), _("Take a break after ten hard ones")),
        donts=(_("remove what is only critical of us"), _("decide on anything by somebody you know")),
        missions=(
            PlannedMission(
                _("Twenty decisions"),
                _("Whoever flagged something hears back the same day."),
                100,
                15,
                21,
                (PlannedStep("moderate", _("Decide twenty cases.")),),
            ),
        ),
    ),
}
"""By a name that never changes."""

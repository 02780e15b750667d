//! What there is to know of the query itself, and how everything stands in a sentence.

use jiff::Timestamp;

use super::gather::ReportRows;
use super::reported::{ReportedInstance, ReportedInvocation};
use crate::model::{Counts, Tally, Verdict};
use crate::render::words::{plural, time};
use crate::vocabulary::{EXITS, Exit};

/// What there is to know of the query itself.
#[derive(Clone, Debug)]
pub struct ReportFacts {
    /// The command line.
    pub asked: String,
    /// The regions and profiles that were asked, or the file.
    pub places: String,
    /// When it was asked.
    pub began: Timestamp,
    /// When the last answer was there.
    pub ended: Timestamp,
    /// How it ends.
    pub exit: Exit,
    /// How the whole set stands.
    pub tally: Tally,
    /// Errors, warnings and notes.
    pub said: Vec<ReportMessage>,
}

/// Something that was said, as text in several lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportMessage {
    /// `error`, `warning` or `note`.
    pub level: &'static str,
    /// What happened, and what to do.
    pub text: String,
}

impl ReportFacts {
    /// What keeps the rows from being the whole answer. An end that was no success and is told by no error is one, too.
    pub(super) fn errors(&self) -> Vec<String> {
        let said = self.said.iter().filter(|said| said.level == "error");
        let mut errors: Vec<String> = said.map(|said| said.text.clone()).collect();
        let is_told = matches!(
            self.exit,
            Exit::Success | Exit::Failed | Exit::Pending | Exit::Remote(_)
        );
        if errors.is_empty() && !is_told {
            let row = EXITS.iter().find(|row| row.exit == self.exit);
            errors.extend(row.map(|row| format!("exit {}: {}", row.code, row.says)));
        }
        errors
    }

    pub(super) fn others(&self) -> impl Iterator<Item = &ReportMessage> {
        self.said.iter().filter(|said| said.level != "error")
    }

    /// What was asked and when, with what came of it: a name and a value each.
    pub(super) fn asked(&self, rows: &ReportRows) -> Vec<(&'static str, String)> {
        vec![
            ("asked", self.asked.clone()),
            ("where", self.places.clone()),
            ("began", time(self.began, &rows.options)),
            ("ended", time(self.ended, &rows.options)),
            ("exit code", self.exit.code().to_string()),
            (
                "written by",
                concat!("invq ", env!("CARGO_PKG_VERSION")).to_owned(),
            ),
        ]
    }
}

impl ReportRows {
    /// How everything stands in a sentence. Where an error was told, it is no success, whatever the rows say.
    pub(super) fn headline(&self, facts: &ReportFacts) -> (Verdict, String) {
        let whole = facts.errors().is_empty();
        let tally = &facts.tally;
        let text = match (self.invocations.as_slice(), self.left_out.total) {
            ([], 0) if !whole => return (Verdict::Unknown, "No answer".to_owned()),
            ([], 0) if tally.matched == 0 => "Nothing matched".to_owned(),
            ([], 0) => format!("None of {} shown", plural(tally.matched, "invocation")),
            ([only], 0) => only.headline(),
            _ => counted(self.all, "invocation"),
        };
        let hidden = tally.matched.saturating_sub(self.all.total);
        let verdict = self.verdict(tally);
        let text = match hidden {
            0 => text,
            hidden if self.all.total == 0 => format!("{text}, {}", set(tally, hidden)),
            hidden => format!("{text}, {hidden} more not shown"),
        };
        if whole {
            return (verdict, text);
        }
        let verdict = if verdict == Verdict::Failed {
            verdict
        } else {
            Verdict::Unknown
        };
        (verdict, format!("{text}, but not everything was answered"))
    }

    /// The worst of the set and of what is shown of it.
    fn verdict(&self, tally: &Tally) -> Verdict {
        match () {
            // A verdict on nothing is never good.
            () if tally.matched + self.all.total == 0 => Verdict::Unknown,
            () if tally.failed > 0 || self.all.failed > 0 => Verdict::Failed,
            () if tally.pending > 0 || self.all.pending > 0 => Verdict::Pending,
            () if self.all.ok < self.all.total => Verdict::Unknown,
            () => Verdict::Ok,
        }
    }

    /// The invocations, those that failed first.
    pub(super) fn ordered(&self) -> Vec<&ReportedInvocation> {
        let mut ordered: Vec<&ReportedInvocation> = self.invocations.iter().collect();
        ordered.sort_by_key(|invocation| invocation.judged != Verdict::Failed);
        ordered
    }

    /// What is not in the report though it was in the result.
    pub(super) fn missing(&self) -> Vec<String> {
        let mut missing = Vec::new();
        let mut say = |counts: Counts, noun: &str| {
            if counts.total > 0 {
                let failed = match counts.failed {
                    0 => String::new(),
                    failed => format!(", {failed} of them failed"),
                };
                missing.push(format!(
                    "{}, not listed{failed}",
                    plural(counts.total, noun)
                ));
            }
        };
        say(self.left_out, "more invocation");
        say(self.instances_left_out, "more instance");
        if self.not_fetched > 0 {
            missing.push(format!(
                "the outputs of {} that failed were not asked for",
                plural(self.not_fetched, "more invocation")
            ));
        }
        missing
    }
}

/// `3 of 12 instances failed`
fn counted(counts: Counts, noun: &str) -> String {
    let of = |count: usize, what: &str| format!("{count} of {} {what}", plural(counts.total, noun));
    match () {
        () if counts.total == 0 => format!("no {noun}s yet"),
        () if counts.failed > 0 => of(counts.failed, "failed"),
        () if counts.pending > 0 => of(counts.pending, "pending"),
        () if counts.cancelled > 0 => of(counts.cancelled, "cancelled"),
        () if counts.ok < counts.total => of(counts.total - counts.ok, "in an unknown state"),
        () if counts.total == 1 => format!("1 {noun} ok"),
        () => format!("All {} ok", plural(counts.total, noun)),
    }
}

fn set(tally: &Tally, hidden: usize) -> String {
    match () {
        () if tally.failed > 0 => format!("{} of {hidden} failed", tally.failed),
        () if tally.pending > 0 => format!("{} of {hidden} pending", tally.pending),
        () => "all ok".to_owned(),
    }
}

impl ReportedInvocation {
    /// What it is called: by its command's name and its ID.
    pub(super) fn title(&self) -> String {
        let parts = [&self.name, &self.id, &self.place];
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        parts.map(String::as_str).collect::<Vec<_>>().join(" · ")
    }

    /// How its instances stand, and before that its own status where they do not say it.
    pub(super) fn headline(&self) -> String {
        let counted = counted(self.counts, "instance");
        if self.counts.total == 0
            || self.judged != Verdict::Ok && self.counts.ok == self.counts.total
        {
            let status = if self.status.is_empty() {
                "Unknown"
            } else {
                &self.status
            };
            return format!("{status}, {counted}");
        }
        counted
    }

    /// Why it has not gone well, or how it stands.
    pub(super) fn reason(&self) -> &str {
        match self.judged {
            Verdict::Ok => "",
            _ if self.why.is_empty() => &self.status,
            _ => &self.why,
        }
    }
}

impl ReportedInstance {
    pub(super) fn is_open(&self) -> bool {
        matches!(self.verdict, Verdict::Pending | Verdict::Unknown)
    }
}

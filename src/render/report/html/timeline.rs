//! When what ran: a bar for each instance on one scale of time, and for a list a bar for each day.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use maud::{Markup, html};

use super::signs::class;
use crate::model::time::took;
use crate::model::{Counts, Verdict};
use crate::render::OutputOptions;
use crate::render::report::reported::ReportedInstance;
use crate::render::words::time;

/// A bar's whole length; in thousandths of it, the shortest that can be seen.
const WHOLE: i64 = 1000;
const SHORTEST: i64 = 4;

/// How many days have a bar.
const DAYS: usize = 31;

/// From the first start to the last end.
pub(super) struct Timeline {
    from: Timestamp,
    to: Timestamp,
}

impl Timeline {
    /// None where nothing ran, or all of it in one moment.
    pub(super) fn of(instances: &[ReportedInstance]) -> Option<Self> {
        let started = instances.iter().filter_map(|instance| instance.started);
        let ended = instances.iter().filter_map(|instance| instance.ended);
        let from = started.clone().min()?;
        let to = ended.chain(started).max()?;
        (from < to).then_some(Self { from, to })
    }

    /// Its beginning, its length and its end.
    pub(super) fn axis(&self, options: &OutputOptions) -> Markup {
        let length = u64::try_from(self.length()).unwrap_or(0);
        html! {
            p class="axis" {
                span { (self.told(self.from, options)) }
                span { (took(length)) }
                span { (self.told(self.to, options)) }
            }
        }
    }

    /// The hour, or the whole time where that is not enough.
    fn told(&self, at: Timestamp, options: &OutputOptions) -> String {
        let day = |at: Timestamp| at.to_zoned((options.zone)()).date();
        if day(self.from) == day(self.to) {
            return at
                .to_zoned((options.zone)())
                .strftime("%H:%M:%S")
                .to_string();
        }
        time(at, options)
    }

    fn length(&self) -> i64 {
        self.to.as_second().saturating_sub(self.from.as_second())
    }

    fn place(&self, time: Timestamp) -> i64 {
        let since = time.as_second().saturating_sub(self.from.as_second());
        (since.saturating_mul(WHOLE) / self.length().max(1)).clamp(0, WHOLE)
    }

    /// When an instance ran; up to the end, where it still runs.
    pub(super) fn bar(&self, instance: &ReportedInstance) -> Markup {
        let Some(started) = instance.started else {
            return html! { span class="bar" {} };
        };
        let end = match instance.verdict {
            Verdict::Pending => self.to,
            _ => instance.ended.unwrap_or(started),
        };
        let start = self.place(started).min(WHOLE - SHORTEST);
        let width = (self.place(end) - start).max(SHORTEST);
        html! {
            svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" {
                rect x=(start) width=(width) height="10" {}
            }
        }
    }
}

/// How many invocations there were on each day, the newest first, and how they went.
pub(super) fn days(days: &BTreeMap<Date, Counts>) -> Markup {
    let most = days
        .values()
        .map(|counts| counts.total)
        .max()
        .unwrap_or(1)
        .max(1);
    let earlier = days.len().saturating_sub(DAYS);
    html! {
        table class="days" {
            thead { tr { th { "day" } th { "invocations" } th { "failed" } td {} } }
            tbody {
                @for (day, counts) in days.iter().rev().take(DAYS) {
                    tr {
                        th scope="row" { (day.to_string()) }
                        td { (counts.total) }
                        td { (counts.failed) }
                        td { (stacked(*counts, most)) }
                    }
                }
            }
        }
        @if earlier > 0 { p { (earlier) " earlier days are not shown" } }
    }
}

fn stacked(counts: Counts, most: usize) -> Markup {
    let parts = [
        (Verdict::Failed, counts.failed),
        (Verdict::Pending, counts.pending),
        (Verdict::Ok, counts.ok),
    ];
    let mut start = 0;
    let parts = parts.map(|(verdict, count)| {
        let part = (verdict, start, count * 1000 / most);
        start += part.2;
        part
    });
    html! {
        svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" {
            @for (verdict, start, width) in parts.iter().filter(|(_, _, width)| *width > 0) {
                rect class=(class(*verdict)) x=(start) width=(width) height="10" {}
            }
        }
    }
}

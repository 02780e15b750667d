//! A page for browsers, in one file that asks for nothing: no script, no font, no image. Its policy allows its own style sheet
//! alone, so even text that was not escaped could do nothing.

mod color;
mod parts;
mod signs;
mod timeline;

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

use super::super::OutputOptions;
use super::facts::ReportFacts;
use super::gather::ReportRows;
use super::reported::{ReportedInstance, ReportedInvocation};
use crate::model::Verdict;
use crate::model::time::took;
use crate::render::words::{plural, time};
use color::Colors;
use parts::{about, before, facts, filters, title};
use signs::{class, sign};
use timeline::{Timeline, days};

/// How everything looks, but for colours that outputs bring.
const STYLE: &str = include_str!("html/report.css");

/// How many are named that printed the same.
const NAMED: usize = 20;

/// How many of those that failed are unfolded from the start.
const OPEN: usize = 3;

/// A page while it is made.
struct HtmlPage<'r> {
    rows: &'r ReportRows,
    /// Times are for eyes.
    options: OutputOptions,
    colors: Colors,
    /// Outputs of several instances that are in the page already.
    shown: BTreeSet<usize>,
}

pub(super) fn write(rows: &ReportRows, facts: &ReportFacts) -> String {
    let mut page = HtmlPage {
        rows,
        options: OutputOptions {
            terminal: true,
            ..rows.options.clone()
        },
        colors: Colors::default(),
        shown: BTreeSet::new(),
    };
    let (verdict, headline) = rows.headline(facts);
    let body = page.body(facts, verdict, &headline);
    let style = format!("{STYLE}{}", page.colors.rules());
    let hash = BASE64_STANDARD.encode(Sha256::digest(style.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'"
    );
    let document = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="color-scheme" content="light dark";
                title { (headline) " – invq" }
                style { (PreEscaped(style)) }
            }
            body { (body) }
        }
    };
    document.into_string()
}

impl HtmlPage<'_> {
    fn body(&mut self, facts: &ReportFacts, verdict: Verdict, headline: &str) -> Markup {
        let rows = self.rows;
        let only = match (rows.invocations.as_slice(), rows.left_out.total) {
            ([only], 0) => Some(only),
            _ => None,
        };
        html! {
            header class=(class(verdict)) {
                h1 { (sign(verdict)) " " (headline) }
                @if let Some(only) = only { p { (self.subtitle(only)) } }
                @for error in facts.errors() { p class="said error" { b { "error" } " " (error) } }
                @for said in facts.others().filter(|said| said.level == "warning") {
                    p class="said warning" { b { "warning" } " " (said.text) }
                }
            }
            main {
                @match only {
                    Some(only) => (self.one(only)),
                    None => (self.list()),
                }
                (self.shared())
                @for missing in rows.missing() { p { (missing) } }
                section {
                    h2 { "What was asked" }
                    dl {
                        @for (name, value) in facts.asked(rows) { dt { (name) } dd { (value) } }
                    }
                    @for note in facts.others().filter(|said| said.level == "note") { p class="said" { b { "note" } " " (note.text) } }
                }
            }
        }
    }

    fn subtitle(&self, only: &ReportedInvocation) -> Markup {
        let parts = [
            Some(only.status.clone()),
            only.created.map(|at| time(at, &self.options)),
            only.took.map(|seconds| format!("took {}", took(seconds))),
        ];
        html! { (title(only)) @for part in parts.iter().flatten() { " · " (part) } }
    }

    /// The only invocation: its instances are the page.
    fn one(&mut self, only: &ReportedInvocation) -> Markup {
        html! {
            (about(only))
            @if !only.instances.is_empty() {
                section {
                    h2 { "Instances" }
                    (filters(only.instances.iter().map(|instance| instance.verdict)))
                    (self.instances(only))
                }
            }
        }
    }

    fn list(&mut self) -> Markup {
        let rows = self.rows;
        let ordered = rows.ordered();
        if ordered.is_empty() {
            return html! {};
        }
        html! {
            @if rows.days.len() > 1 { section { h2 { "Days" } (days(&rows.days)) } }
            section {
                h2 { "Invocations" }
                (filters(ordered.iter().map(|one| one.judged)))
                ul class="rows list" {
                    @for one in &ordered { (self.invocation(one)) }
                }
            }
        }
    }

    fn invocation(&mut self, one: &ReportedInvocation) -> Markup {
        let created = one.created.map(|at| time(at, &self.options));
        html! {
            li class=(class(one.judged)) {
                details {
                    summary {
                        span class="what" { (sign(one.judged)) " " (title(one)) }
                        span { (one.counts.ok) "/" (one.counts.total) " ok" }
                        span class="why" { (one.reason()) }
                        span { (created.unwrap_or_default()) }
                        span { (one.took.map(took).unwrap_or_default()) }
                    }
                    (about(one))
                    (self.instances(one))
                }
            }
        }
    }

    /// Its instances, those that failed first, with a bar for each on one scale of time.
    fn instances(&mut self, one: &ReportedInvocation) -> Markup {
        let timeline = Timeline::of(&one.instances);
        html! {
            @if let Some(timeline) = &timeline { (timeline.axis(&self.options)) }
            ul class="rows" {
                @for (place, instance) in one.instances.iter().enumerate() {
                    (self.instance(instance, timeline.as_ref(), place < OPEN && instance.verdict == Verdict::Failed))
                }
            }
            @if one.left_out > 0 { p { (plural(one.left_out, "more instance")) ", not listed" } }
        }
    }

    fn instance(
        &mut self,
        instance: &ReportedInstance,
        timeline: Option<&Timeline>,
        is_open: bool,
    ) -> Markup {
        html! {
            li class=(class(instance.verdict)) {
                details open[is_open] {
                    summary {
                        span class="what" { (sign(instance.verdict)) " " (instance.name) }
                        span class="why" { (instance.why.as_ref().unwrap_or(&instance.stands)) }
                        span { (instance.took.map(took).unwrap_or_default()) }
                        @if let Some(timeline) = timeline { (timeline.bar(instance)) }
                    }
                    @if let Some(meaning) = &instance.meaning { p { (meaning) } }
                    (facts(instance.facts.lines()))
                    (self.output(instance))
                }
            }
        }
    }

    /// What an instance printed; what several printed stands below all of them.
    fn output(&mut self, instance: &ReportedInstance) -> Markup {
        let kept = instance
            .output
            .and_then(|place| Some((place, self.rows.outputs.get(place)?)));
        let Some((place, kept)) = kept else {
            let text = match () {
                () if instance.has_output => "No output.",
                () if instance.is_open() => "It has not ended.",
                () => "Its output was not asked for.",
            };
            return html! { p { (text) } };
        };
        if kept.count > 1 {
            self.shown.insert(place);
            let others = plural(kept.count - 1, "other instance");
            return html! { p { "It printed the same as " (others) ": " a href={ "#output-" (place) } { "output " (place + 1) } } };
        }
        html! { (before(kept.before)) (self.colors.block(&kept.bytes, &format!("Output of {}", instance.name))) }
    }

    /// Outputs that several instances printed, each once.
    fn shared(&mut self) -> Markup {
        let rows = self.rows;
        let shown = std::mem::take(&mut self.shown);
        if shown.is_empty() {
            return html! {};
        }
        let mut names: Vec<(usize, Vec<&str>)> =
            shown.iter().map(|place| (*place, Vec::new())).collect();
        let instances = rows.invocations.iter().flat_map(|one| &one.instances);
        for (place, name) in instances.filter_map(|one| Some((one.output?, one.name.as_str()))) {
            let found = names.binary_search_by_key(&place, |(place, _)| *place);
            if let Some((_, names)) = found.ok().and_then(|at| names.get_mut(at)) {
                names.push(name);
            }
        }
        html! {
            section {
                h2 { "Outputs of several instances" }
                @for (place, names) in &names {
                    @if let Some(kept) = rows.outputs.get(*place) {
                        details open id={ "output-" (place) } class="shared" {
                            summary { "Output " (place + 1) ", printed by " (plural(kept.count, "instance")) }
                            p class="names" {
                                (names.iter().take(NAMED).copied().collect::<Vec<_>>().join(", "))
                                @if let more @ 1.. = kept.count.saturating_sub(NAMED) { " and " (more) " more" }
                            }
                            (before(kept.before))
                            (self.colors.block(&kept.bytes, &format!("Output {}", place + 1)))
                        }
                    }
                }
            }
        }
    }
}

//! Parts of a page that need nothing but what they show.

use maud::{Markup, html};

use super::signs::class;
use crate::model::Verdict;
use crate::render::report::reported::ReportedInvocation;
use crate::render::words::thousands;

/// What an invocation is called; no ID is broken over lines.
pub(super) fn title(one: &ReportedInvocation) -> Markup {
    html! {
        @if !one.name.is_empty() { (one.name) " · " }
        span class="id" { (one.id) }
        @if !one.place.is_empty() { " · " (one.place) }
    }
}

/// What there is to know of an invocation, and its script.
pub(super) fn about(one: &ReportedInvocation) -> Markup {
    html! {
        details class="about" {
            summary { "The invocation" }
            (facts(one.facts.iter().map(String::as_str)))
            @if !one.script.is_empty() { pre tabindex="0" role="group" aria-label="Script" { (one.script) } }
        }
    }
}

/// `name: value` in each line; a line without a name is a sentence.
pub(super) fn facts<'l>(lines: impl Iterator<Item = &'l str>) -> Markup {
    let lines = lines.map(str::trim).filter(|line| !line.is_empty());
    let lines: Vec<_> = lines
        .map(|line| line.split_once(": ").ok_or(line))
        .collect();
    html! {
        @for sentence in lines.iter().filter_map(|line| line.err()) { p { (sentence) } }
        @if lines.iter().any(Result::is_ok) {
            dl { @for (name, value) in lines.iter().flatten() { dt { (name) } dd { (value) } } }
        }
    }
}

pub(super) fn before(bytes: usize) -> Markup {
    html! { @if bytes > 0 { p { "The first " (thousands(bytes as u64)) " bytes are not shown." } } }
}

/// Buttons that need no script: the style sheet hides what is not chosen. None where there is nothing to choose.
pub(super) fn filters(verdicts: impl Iterator<Item = Verdict>) -> Markup {
    const CLASSES: [&str; 5] = ["failed", "pending", "unknown", "cancelled", "ok"];
    let mut counts = [0; 5];
    for verdict in verdicts {
        let place = CLASSES.iter().position(|known| *known == class(verdict));
        if let Some(count) = place.and_then(|place| counts.get_mut(place)) {
            *count += 1;
        }
    }
    let there = CLASSES.iter().zip(counts).filter(|(_, count)| *count > 0);
    if there.clone().count() < 2 {
        return html! {};
    }
    html! {
        fieldset class="filters" {
            legend { "Show" }
            input type="radio" name="show" id="show-all" checked;
            label for="show-all" { "all " (counts.iter().sum::<usize>()) }
            @for (class, count) in there {
                input type="radio" name="show" id={ "show-" (class) };
                label for={ "show-" (class) } { (class) " " (count) }
            }
        }
    }
}

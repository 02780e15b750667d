//! A verdict as a class of the style sheet, as a mark and as a word.

use maud::{Markup, html};

use crate::model::Verdict;
use crate::render::words::mark;

/// The class, which is also the word.
pub(super) fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Ok => "ok",
        Verdict::Failed => "failed",
        Verdict::Pending => "pending",
        Verdict::Stopped | Verdict::Cancelled => "cancelled",
        Verdict::Unknown => "unknown",
    }
}

/// A mark for eyes; whoever listens hears the word.
pub(super) fn sign(verdict: Verdict) -> Markup {
    let (mark, _) = mark("", verdict, false);
    html! { span class="mark" aria-hidden="true" { (mark) } span class="heard" { (class(verdict)) } }
}

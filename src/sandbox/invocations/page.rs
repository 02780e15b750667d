//! Walks the fleet and writes one page of what is selected, once, into one text.

use serde::Serialize;

use super::filter::Filter;
use super::query::{Paging, Query};
use super::token::{self, Position};
use crate::sandbox::fleet::{Entry, View};
use crate::sandbox::page::{Page, Twist};

/// How many resources behind its tags a request can reach.
const TAGGED: usize = 1_000;

/// Builds the page that a query asks for.
pub fn build(query: &Query, fleet: &View<'_>, request_id: &str, twist: Twist<'_>) -> Page {
    let mut body = br#"{"Invocations":{"Invocation":["#.to_vec();
    let (walk, empty) = match (twist, query.paging) {
        (Twist::Empty, Paging::Token { from, .. }) if !from.after_empty => {
            let next = Some(Position {
                after_empty: true,
                ..from
            });
            let walk = Walk {
                next,
                ..Walk::default()
            };
            (walk, true)
        }
        _ => (Walk::over(query, fleet, &mut body), false),
    };
    body.extend_from_slice(b"]},");
    let (page_number, page_size) = match query.paging {
        Paging::Token { limit, .. } => (1, limit),
        Paging::Number { number, size } => (number, size),
    };
    let rest = Rest {
        next_token: match (twist, walk.next) {
            (Twist::Repeat(sent), _) => sent.to_owned(),
            (_, Some(next)) => token::write(next, &query.scope),
            (_, None) => String::new(),
        },
        page_number,
        page_size,
        // By token nobody counts; the field is there and says nothing.
        total_count: match query.paging {
            Paging::Token { .. } => 0,
            Paging::Number { .. } => walk.selected,
        },
        request_id,
    };
    // Writing texts and numbers into memory cannot fail.
    let rest = serde_json::to_vec(&rest).unwrap_or_default();
    body.extend_from_slice(rest.strip_prefix(b"{").unwrap_or_default());
    Page {
        body,
        records: walk.written,
        empty_on_purpose: empty,
    }
}

/// What follows the records.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Rest<'a> {
    next_token: String,
    page_number: usize,
    page_size: usize,
    total_count: usize,
    request_id: &'a str,
}

/// What a walk has seen.
#[derive(Default)]
struct Walk {
    selected: usize,
    written: usize,
    next: Option<Position>,
}

impl Walk {
    /// Writes the records of the page, and looks on for the one after it: only then is the last page known to be the
    /// last. By page number it goes on to the end, to count.
    fn over(query: &Query, fleet: &View<'_>, body: &mut Vec<u8>) -> Self {
        let (from, skip, limit, count) = match query.paging {
            Paging::Token { from, limit } => (from, 0, limit, false),
            Paging::Number { number, size } => {
                let skip = (number - 1).saturating_mul(size);
                (Position::default(), skip, size, true)
            }
        };
        let mut walk = Self::default();
        for (here, entry) in selected(&query.filter, fleet, from) {
            walk.selected += 1;
            if walk.selected <= skip {
                continue;
            }
            if walk.written < limit {
                if walk.written > 0 {
                    body.push(b',');
                }
                entry.write(body, query.form);
                walk.written += 1;
            } else {
                walk.next.get_or_insert(here);
                if !count {
                    break;
                }
            }
        }
        walk
    }
}

/// The selected records from a position on, each with its own position.
fn selected<'a>(
    filter: &'a Filter,
    fleet: &'a View<'_>,
    from: Position,
) -> impl Iterator<Item = (Position, Entry<'a>)> {
    let mut tagged = from.tagged;
    (from.index..fleet.len())
        .filter_map(|index| Some((index, fleet.get(index)?)))
        .filter(|(_, entry)| filter.has_tags(&entry.facts()))
        .map(move |(index, entry)| {
            let here = Position {
                index,
                tagged,
                after_empty: false,
            };
            tagged += 1;
            (here, entry)
        })
        .take_while(|(here, _)| filter.tags.is_empty() || here.tagged < TAGGED)
        .filter(|(_, entry)| filter.selects(&entry.facts()))
}

//! Walks the fleet and writes one page of what is selected, once, into one text.

use serde::Serialize;

use super::query::Query;
use crate::sandbox::fleet::{Entry, View};
use crate::sandbox::page::{Draft, Page, PageFields, Twist};
use crate::sandbox::tags::{TAGGED, Tag, all_there};
use crate::sandbox::token::Position;

/// Builds the page that a query asks for.
pub fn build(query: &Query, fleet: &View<'_>, request_id: &str, twist: Twist<'_>) -> Page {
    let start = br#"{"Invocations":{"Invocation":["#;
    let mut draft = Draft::new(query.paging, &query.scope, twist, start);
    if let Some(from) = draft.from() {
        for (here, entry) in tagged(&query.filter.tags, fleet, from) {
            if query.filter.selects(&entry.facts())
                && draft
                    .offer(here, |body| entry.write(body, query.form))
                    .is_break()
            {
                break;
            }
        }
    }
    let rest = Rest {
        page: draft.fields(),
        request_id,
    };
    // Writing texts and numbers into memory cannot fail.
    let rest = serde_json::to_string(&rest).unwrap_or_default();
    draft.finish(format!("]}},{}", rest.strip_prefix('{').unwrap_or_default()).as_bytes())
}

/// What follows the records.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Rest<'a> {
    #[serde(flatten)]
    page: PageFields,
    request_id: &'a str,
}

/// The records from a position on that carry the tags, each with its own position.
pub fn tagged<'a>(
    tags: &'a [Tag],
    fleet: &'a View<'_>,
    from: Position,
) -> impl Iterator<Item = (Position, Entry<'a>)> {
    let mut tagged = from.tagged;
    (from.index..fleet.len())
        .filter_map(|index| Some((index, fleet.get(index)?)))
        .filter(|(_, entry)| all_there(tags, &entry.facts().tags))
        .map(move |(index, entry)| {
            let here = Position {
                index,
                tagged,
                after_empty: false,
            };
            tagged += 1;
            (here, entry)
        })
        .take_while(|(here, _)| tags.is_empty() || here.tagged < TAGGED)
}

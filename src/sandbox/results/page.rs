//! Walks the fleet and writes one page of the results in it.

use std::ops::ControlFlow;

use serde::Serialize;

use super::query::Query;
use crate::sandbox::fleet::View;
use crate::sandbox::invocations::tagged;
use crate::sandbox::page::{Draft, Page, PageFields, Twist};
use crate::sandbox::token::Position;

/// Builds the page that a query asks for. Its token counts results, and not the invocations that they belong to.
pub fn build(query: &Query, fleet: &View<'_>, request_id: &str, twist: Twist<'_>) -> Page {
    let start = br#"{"Invocation":{"InvocationResults":{"InvocationResult":["#;
    let mut draft = Draft::new(query.paging, &query.scope, twist, start);
    if let Some(from) = draft.from() {
        // Leaving early is no failure.
        let _ = offer(query, fleet, from, &mut draft);
    }
    let rest = Rest {
        page: draft.fields(),
    };
    let end = End { request_id };
    // Writing texts and numbers into memory cannot fail.
    let inner = serde_json::to_string(&rest).unwrap_or_default();
    let outer = serde_json::to_string(&end).unwrap_or_default();
    let after = |text: &str| text.strip_prefix('{').unwrap_or_default().to_owned();
    draft.finish(format!("]}},{},{}", after(&inner), after(&outer)).as_bytes())
}

/// What follows the results, beside them.
#[derive(Serialize)]
struct Rest {
    #[serde(flatten)]
    page: PageFields,
}

/// What follows outside.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct End<'a> {
    request_id: &'a str,
}

fn offer(
    query: &Query,
    fleet: &View<'_>,
    from: Position,
    draft: &mut Draft<'_>,
) -> ControlFlow<()> {
    let filter = &query.filter;
    let mut index = 0;
    for (_, entry) in tagged(&filter.tags, fleet, Position::default()) {
        if !filter.selects(&entry.facts()) {
            continue;
        }
        for result in entry.runs(filter.history) {
            let id = filter.instance_id.as_deref();
            if id.is_some_and(|id| id != result.instance_id()) {
                continue;
            }
            let here = Position {
                index,
                ..Position::default()
            };
            index += 1;
            if here.index >= from.index {
                draft.offer(here, |body| result.write(body, query.encoding))?;
            }
        }
    }
    ControlFlow::Continue(())
}

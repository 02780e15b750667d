//! Saved answers, read again without a network: `-o api`, json and jsonl of invq, and the JSON of the vendor's CLI.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::value::RawValue;

use super::walk::Step;
use crate::api::wire;
use crate::model::{Body, Encoding, Invocation, Origin, Selected, Tally};
use crate::query::{Query, Sieve, saved};
use crate::ui::OutputError;

mod results;
mod runs;

/// Why saved text cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SavedError {
    /// Not JSON, or JSON that breaks off.
    #[error("value {position} is not JSON that can be read: {reason}")]
    Broken {
        /// Which of the values one after the other, from 1.
        position: usize,
        /// What the parser says.
        reason: String,
    },
    /// JSON that does not hold what it should.
    #[error("value {position} holds no {what}: {reason}")]
    Shape {
        /// Which of the values one after the other, from 1.
        position: usize,
        /// What it should hold.
        what: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// Nothing at all.
    #[error("there is nothing in it")]
    Empty,
}

/// A saved answer: its text, and the invocations in it.
#[derive(Debug)]
pub struct SavedPage {
    /// The text.
    pub body: Body,
    /// The invocations, in their order.
    pub invocations: Vec<Invocation>,
    /// It holds runs of an instance that has a newer one, which were left out.
    pub older_runs: bool,
}

/// Reads saved text: one or several JSON values, one after the other. With `history` they hold runs.
///
/// # Errors
///
/// When a value cannot be read; nothing of the others is then taken for the whole.
pub fn read(text: &str, encoding: Encoding, history: bool) -> Result<Vec<SavedPage>, SavedError> {
    let page = if history { runs::page } else { page };
    let text = text.trim_start_matches('\u{feff}');
    let values = serde_json::Deserializer::from_str(text).into_iter::<&RawValue>();
    let mut pages = Vec::new();
    for (index, value) in values.enumerate() {
        let position = index + 1;
        let value = value.map_err(|error| SavedError::Broken {
            position,
            reason: error.to_string(),
        })?;
        pages.push(
            page(value.get(), encoding).map_err(|error| SavedError::Shape {
                position,
                what: if history { "runs" } else { "invocations" },
                reason: error.to_string(),
            })?,
        );
    }
    if pages.is_empty() {
        return Err(SavedError::Empty);
    }
    if !history {
        results::merge(&mut pages, encoding).map_err(|error| SavedError::Shape {
            position: pages.len(),
            what: "invocations",
            reason: error.to_string(),
        })?;
    }
    Ok(pages)
}

/// Whether an object is a body of the API, and not an invocation that has the word somewhere inside.
fn is_body(json: &str) -> bool {
    let is = |fields: HashMap<String, &RawValue>| {
        // A record may get a field of that name some day.
        fields.contains_key("Invocations") && !fields.contains_key("InvokeId")
    };
    json.contains("\"Invocations\"") && serde_json::from_str(json).is_ok_and(is)
}

/// Whether an object is a body of DescribeInvocationResults.
fn is_results(json: &str) -> bool {
    #[derive(serde::Deserialize)]
    struct Outer<'a> {
        #[serde(rename = "Invocation", borrow)]
        inside: HashMap<String, &'a RawValue>,
    }
    let is = |outer: Outer<'_>| outer.inside.contains_key("InvocationResults");
    json.contains("\"InvocationResults\"") && serde_json::from_str(json).is_ok_and(is)
}

/// Whether a record is one instance of an invocation, as DescribeInvocationResults tells of it.
fn is_result(record: &Invocation) -> bool {
    let has = |name| record.record().raw(name).is_some();
    has("InvokeId") && has("InstanceId") && !has("InvokeInstances")
}

/// A body of the API, a list of invocations or of results, or one of them by itself.
fn page(json: &str, encoding: Encoding) -> Result<SavedPage, serde_json::Error> {
    let object = json.starts_with('{');
    if !object && !json.starts_with('[') {
        let reason = "neither an object nor a list of them";
        return Err(serde::de::Error::custom(reason));
    }
    if object && is_results(json) {
        return results::page(json, encoding);
    }
    let (body, invocations) = if object && is_body(json) {
        let page = wire::page(json.to_owned(), encoding)?;
        (page.body, page.invocations)
    } else {
        let list = if object {
            format!("[{json}]")
        } else {
            json.to_owned()
        };
        let body = Body::new(list);
        let mut parser = serde_json::Deserializer::from_str(body.as_str());
        let mut invocations = Invocation::read_list(&body, encoding, &mut parser)?;
        if !invocations.is_empty() && invocations.iter().all(is_result) {
            invocations = results::list(&body, encoding)?;
        }
        (body, invocations)
    };
    if let Some(stranger) = invocations
        .iter()
        .find(|invocation| invocation.id().is_empty())
    {
        return Err(serde::de::Error::custom(why_not(stranger)));
    }
    Ok(SavedPage {
        body,
        invocations,
        older_runs: false,
    })
}

/// Why an object without `InvokeId` cannot be read.
fn why_not(stranger: &Invocation) -> String {
    let record = stranger.record();
    if let Some((code, message)) = record.text("Code").zip(record.text("Message")) {
        return format!("a refusal of the service, {code}: {message}");
    }
    let inside = record.raw("Invocation");
    if inside.is_some_and(|inside| inside.starts_with('[')) {
        return "what stands in `Invocations` of a body; save the whole body, or the list in it"
            .to_owned();
    }
    if inside.is_some() {
        return "an instance or a run, as --per-instance and --history print them, and no invocation".to_owned();
    }
    match record.iter().next() {
        Some((name, _)) => format!("an object without InvokeId, which begins with `{name}`"),
        None => "an empty object".to_owned(),
    }
}

/// Hands on what a query selects from saved answers, and says how the set stands and which named IDs were not found.
///
/// # Errors
///
/// When the result cannot be written.
pub fn replay(
    pages: Vec<SavedPage>,
    query: &Query,
    mut step: impl FnMut(Step<'_>) -> Result<(), OutputError>,
) -> Result<(Tally, Vec<String>), OutputError> {
    let sieve = Sieve::new(query);
    let mut seen = HashSet::new();
    let mut tally = Tally::default();
    let mut missing = query.ids.all();
    if query.ids.none_on_stdin {
        // Nothing is looked for, so nothing is missed.
        missing.clear();
    }
    let mut left = query
        .limit
        .filter(|_| query.sort.is_none())
        .unwrap_or(usize::MAX);
    for page in pages {
        step(Step::Body(&page.body, page.invocations.len()))?;
        for invocation in page.invocations {
            if left == 0 {
                break;
            }
            let origin = Arc::new(origin(&invocation));
            let matched = saved::matches(query, &invocation);
            let Some(selected) = sieve.set(&invocation).filter(|_| matched) else {
                continue;
            };
            missing.retain(|id| !saved::names(&invocation, id));
            let new = seen.insert((origin.region.clone(), invocation.key()));
            if !new {
                continue;
            }
            tally.count(&invocation, &selected);
            if let Some(shown) = sieve.view(&invocation, selected) {
                left -= 1;
                step(Step::Row(&Selected {
                    invocation,
                    origin,
                    shown,
                }))?;
            }
        }
        step(Step::PageEnd)?;
    }
    Ok((tally, if left == 0 { Vec::new() } else { missing }))
}

/// Where a saved record says that it came from.
#[must_use]
pub fn origin(invocation: &Invocation) -> Origin {
    #[derive(Default, serde::Deserialize)]
    #[serde(default, rename_all = "PascalCase")]
    struct Derived {
        region: Option<String>,
        profile: Option<String>,
    }
    let derived = invocation.record().raw("Derived");
    let derived: Derived = derived
        .and_then(|raw| serde_json::from_str(raw).ok())
        .unwrap_or_default();
    Origin {
        region: derived.region.unwrap_or_default(),
        profile: derived.profile,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(text: &str) -> Result<Vec<String>, String> {
        let pages = read(text, Encoding::Base64, false).map_err(|error| error.to_string())?;
        Ok(pages
            .iter()
            .flat_map(|page| &page.invocations)
            .map(Invocation::id)
            .collect())
    }

    #[test]
    fn every_form_is_read() {
        let body = r#"{"RequestId":"R","Invocations":{"Invocation":[{"InvokeId":"t-1"},{"InvokeId":"t-2"}]}}"#;
        let expected = ["t-1", "t-2"].map(str::to_owned).to_vec();
        assert_eq!(ids(body), Ok(expected.clone()));
        assert_eq!(
            ids(r#"[{"InvokeId":"t-1"},{"InvokeId":"t-2"}]"#),
            Ok(expected.clone())
        );
        assert_eq!(
            ids("{\"InvokeId\":\"t-1\"}\n{\"InvokeId\":\"t-2\"}\n"),
            Ok(expected)
        );
        assert_eq!(ids(&format!("{body}\n{body}")).map(|ids| ids.len()), Ok(4));
        assert_eq!(ids("[]"), Ok(vec![]));
    }

    /// Found by fuzzing: such a record was taken for a body, and what invq had written could not be read again.
    #[test]
    fn a_record_with_a_field_that_is_named_like_a_body_is_a_record() {
        let record = r#"{"InvokeId":"t-1","Invocations":"none"}"#;
        assert_eq!(ids(record), Ok(vec!["t-1".to_owned()]));
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_place() {
        assert_eq!(ids("  \n"), Err("there is nothing in it".to_owned()));
        assert!(
            ids("[{\"InvokeId\":\"t-1\"}")
                .unwrap_err()
                .starts_with("value 1 is not JSON")
        );
        let stranger = ids("[{\"InvokeId\":\"t-1\"}] {\"Commands\":1}").unwrap_err();
        assert!(
            stranger.contains("value 2") && stranger.contains("`Commands`"),
            "{stranger}"
        );
    }
}

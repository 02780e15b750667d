//! Saved answers, read again without a network: `-o api`, json and jsonl of invq, and the JSON of the vendor's CLI.

use std::collections::{BTreeMap, HashMap};

use serde_json::value::RawValue;

use crate::api::wire;
use crate::model::{ArchiveNote, Body, Encoding, Invocation, Machines, Origin};

mod fields;
mod page;
mod results;
mod runs;

pub use page::SavedPage;
use page::answer;

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
        return Ok(answer(wire::runs(json.to_owned(), encoding)?));
    }
    if object && is_body(json) {
        return each_with_id(answer(wire::page(json.to_owned(), encoding)?));
    }
    let (body, invocations) = {
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
    let page = SavedPage {
        body,
        invocations,
        is_answer: false,
        has_more: false,
        walk: None,
        older_runs: false,
    };
    each_with_id(page)
}

fn each_with_id(page: SavedPage) -> Result<SavedPage, serde_json::Error> {
    let mut records = page.invocations.iter();
    match records.find(|invocation| invocation.id().is_empty()) {
        Some(stranger) => Err(serde::de::Error::custom(why_not(stranger))),
        None => Ok(page),
    }
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

/// How many walks end with a page that says that there is more. Pages of one walk follow each other; where several walks were
/// saved, each page says which it belongs to.
pub fn parts<'p>(pages: impl Iterator<Item = &'p SavedPage>) -> usize {
    let mut last: BTreeMap<&str, bool> = BTreeMap::new();
    for page in pages.filter(|page| page.is_answer) {
        last.insert(page.walk.as_deref().unwrap_or_default(), page.has_more);
    }
    last.into_values().filter(|has_more| *has_more).count()
}

/// Where a saved record says that it came from, and when an archive saw it.
#[must_use]
pub fn origin(invocation: &Invocation) -> Origin {
    #[derive(Default, serde::Deserialize)]
    #[serde(default, rename_all = "PascalCase")]
    struct Derived {
        region: Option<String>,
        profile: Option<String>,
        account: String,
        seen_at: Option<String>,
        with_output: bool,
        gone: bool,
    }
    let derived = invocation.record().raw("Derived");
    let derived: Derived = derived
        .and_then(|raw| serde_json::from_str(raw).ok())
        .unwrap_or_default();
    Origin {
        region: derived.region.unwrap_or_default(),
        profile: derived.profile,
        hosts: Machines::default(),
        seen: derived
            .seen_at
            .and_then(|at| at.parse().ok())
            .map(|at| ArchiveNote {
                account: derived.account,
                at,
                with_output: derived.with_output,
                is_gone: derived.gone,
            }),
    }
}

/// The invocation that a line holds, or those of several lines that `text` joins to a list.
///
/// # Errors
///
/// When it is no list of invocations, or one of them is something else.
pub fn lines(text: String, encoding: Encoding) -> Result<Vec<Invocation>, serde_json::Error> {
    let body = Body::new(text);
    let mut parser = serde_json::Deserializer::from_str(body.as_str());
    let invocations = Invocation::read_list(&body, encoding, &mut parser)?;
    parser.end()?;
    let mut records = invocations.iter();
    match records.find(|record| record.id().is_empty() || is_result(record)) {
        Some(stranger) => Err(serde::de::Error::custom(why_not(stranger))),
        None => Ok(invocations),
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

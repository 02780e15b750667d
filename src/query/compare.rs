//! Two runs beside each other, instance by instance.

use std::borrow::Cow;
use std::collections::{HashMap, VecDeque};

use super::grep::Patterns;
use crate::model::{Instance, Row, Verdict};

/// How an instance of a run stands beside the run before, in the order in which it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Change {
    /// It failed, and did not before.
    NewlyFailing,
    /// It failed before, and went well.
    Fixed,
    /// It has another status, exit code or error code.
    Status,
    /// It printed something else.
    Output,
    /// It has not ended.
    Pending,
    /// It ended in the same way, and what it printed then or now is not known.
    Unknown,
    /// It was in the run before alone.
    Gone,
    /// It is in the new run alone.
    New,
    /// It ended in the same way and printed the same.
    Same,
}

impl Change {
    /// Its word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::NewlyFailing | Self::Fixed | Self::Status => "status",
            Self::Output => "output",
            Self::Pending => "pending",
            Self::Unknown => "unknown",
            Self::Gone => "gone",
            Self::New => "new",
            Self::Same => "same",
        }
    }
}

/// An instance in both runs.
#[derive(Clone, Copy, Debug)]
pub struct InstanceChange<'a> {
    /// What became of it.
    pub change: Change,
    /// In the new run.
    pub now: Option<Instance<'a>>,
    /// In the run before.
    pub before: Option<Instance<'a>>,
}

impl InstanceChange<'_> {
    /// `InstanceId`.
    #[must_use]
    pub fn id(&self) -> Cow<'_, str> {
        self.now
            .or(self.before)
            .map(Instance::id)
            .unwrap_or_default()
    }

    /// Whether the service cut what it printed in one of both.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.now
            .into_iter()
            .chain(self.before)
            .any(Instance::is_cut)
    }

    /// What it printed before and now, where both are known.
    #[must_use]
    pub fn outputs(&self) -> Option<(Vec<u8>, Vec<u8>)> {
        Some((self.before?.known_output()?, self.now?.known_output()?))
    }
}

/// Compares the instances of a row with those of the run before, in their order; those that are in the run before alone come
/// last. What matches `ignore` is not compared.
#[must_use]
pub fn compare<'a>(
    row: &'a Row,
    before: &'a Row,
    ignore: Option<&Patterns>,
) -> Vec<InstanceChange<'a>> {
    let mut known: HashMap<Cow<'a, str>, VecDeque<Instance<'a>>> = HashMap::new();
    for instance in before.instances() {
        known.entry(instance.id()).or_default().push_back(instance);
    }
    let mut changes: Vec<InstanceChange<'a>> = Vec::new();
    for now in row.instances() {
        // An ID that stands there twice is compared in its order.
        let same_id = known.get_mut(&now.id());
        let before = same_id.and_then(VecDeque::pop_front);
        changes.push(InstanceChange {
            change: before.map_or(Change::New, |before| change(now, before, ignore)),
            now: Some(now),
            before,
        });
    }
    for before in before.instances() {
        let left = known.get_mut(&before.id());
        if let Some(gone) = left.and_then(VecDeque::pop_front) {
            changes.push(InstanceChange {
                change: Change::Gone,
                now: None,
                before: Some(gone),
            });
        }
    }
    changes
}

/// Nothing is called the same that may be different.
fn change(now: Instance<'_>, before: Instance<'_>, ignore: Option<&Patterns>) -> Change {
    let how = |instance: Instance<'_>| {
        let code = instance.record().text("ErrorCode").map(Cow::into_owned);
        let status = instance.status().to_lowercase();
        (status, instance.exit_code(), code)
    };
    match (before.verdict(), now.verdict()) {
        (_, Verdict::Pending) => return Change::Pending,
        (was, Verdict::Failed) if was != Verdict::Failed => return Change::NewlyFailing,
        (Verdict::Failed, Verdict::Ok) => return Change::Fixed,
        _ if how(now) != how(before) => return Change::Status,
        (Verdict::Unknown, _) | (_, Verdict::Unknown) => return Change::Unknown,
        _ => {}
    }
    let (Some(now), Some(before)) = (now.known_output(), before.known_output()) else {
        return Change::Unknown;
    };
    if now == before || stripped(&now, ignore) == stripped(&before, ignore) {
        Change::Same
    } else {
        Change::Output
    }
}

/// What of a text is compared.
#[must_use]
pub fn stripped<'t>(text: &'t [u8], ignore: Option<&Patterns>) -> Cow<'t, [u8]> {
    ignore.map_or(Cow::Borrowed(text), |ignore| ignore.stripped(text))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{Body, Encoding, Invocation, Shown};

    fn row(instances: &str) -> Row {
        let body = Body::new(format!(
            r#"[{{"InvokeId":"t-1","InvokeInstances":[{instances}]}}]"#
        ));
        let mut parser = serde_json::Deserializer::from_str(body.as_str());
        let mut list = Invocation::read_list(&body, Encoding::PlainText, &mut parser).unwrap();
        Row::new(list.remove(0), Arc::default(), Shown::All, Shown::All)
    }

    fn one(fields: &str) -> Row {
        row(&format!(r#"{{"InstanceId":"i-1",{fields}}}"#))
    }

    fn changed(before: &str, now: &str) -> Change {
        let ignore = Patterns::one("[0-9]").unwrap();
        let (before, now) = (one(before), one(now));
        compare(&now, &before, Some(&ignore))[0].change
    }

    #[test]
    fn nothing_is_the_same_that_may_be_different() {
        const OK: &str = r#""InvocationStatus":"Success","ExitCode":0,"Output":"up 3""#;
        const FAILED: &str = r#""InvocationStatus":"Failed","ExitCode":1,"Output":"up 3""#;
        const RUNS: &str = r#""InvocationStatus":"Running","Output":"up 3""#;
        let changes = [
            (OK, OK, Change::Same),
            (FAILED, FAILED, Change::Same),
            (OK, FAILED, Change::NewlyFailing),
            (FAILED, OK, Change::Fixed),
            (OK, RUNS, Change::Pending),
            (RUNS, RUNS, Change::Pending),
            (RUNS, OK, Change::Status),
            (RUNS, FAILED, Change::NewlyFailing),
        ];
        for (before, now, change) in changes {
            assert_eq!(changed(before, now), change, "{before} {now}");
        }
        for (fields, change) in [
            (OK.replace("up 3", "up 4"), Change::Same),
            (OK.replace("up 3", "down"), Change::Output),
            (OK.replace("up 3", ""), Change::Output),
            (OK.replace(r#""up 3""#, "null"), Change::Unknown),
            (OK.replace(r#""up 3""#, "7"), Change::Unknown),
            (OK.replace(r#","Output":"up 3""#, ""), Change::Unknown),
            (OK.replace("Success", "Melted"), Change::Status),
            // A success that is none.
            (OK.replace(":0", ":2"), Change::NewlyFailing),
            (OK.replace("Success", "Cancelled"), Change::Status),
        ] {
            assert_eq!(changed(OK, &fields), change, "{fields}");
        }
        let other_code = FAILED.replace(":1", ":2");
        assert_eq!(changed(FAILED, &other_code), Change::Status);
        let other_reason = FAILED.replace("\"Output\"", "\"ErrorCode\":\"X\",\"Output\"");
        assert_eq!(changed(FAILED, &other_reason), Change::Status);
        let melted = OK.replace("Success", "Melted");
        assert_eq!(changed(&melted, &melted), Change::Unknown);
    }

    #[test]
    fn instances_are_found_by_their_ids() {
        let ids = |list: &[&str]| {
            let one = |id: &&str| {
                format!(r#"{{"InstanceId":"{id}","InvocationStatus":"Success","Output":""}}"#)
            };
            row(&list.iter().map(one).collect::<Vec<_>>().join(","))
        };
        let (now, before) = (ids(&["a", "b", "b", "c"]), ids(&["d", "b", "a"]));
        let told: Vec<(Change, String)> = compare(&now, &before, None)
            .iter()
            .map(|it| (it.change, it.id().into_owned()))
            .collect();
        let expected = [
            (Change::Same, "a"),
            (Change::Same, "b"),
            (Change::New, "b"),
            (Change::New, "c"),
            (Change::Gone, "d"),
        ];
        assert_eq!(told, expected.map(|(change, id)| (change, id.to_owned())));
    }
}

//! Saved results, read for what they say of invocations: those with one `InvokeId` are one invocation, with an instance
//! for each. The results of one invocation may stand on several pages.

use std::collections::HashMap;

use jiff::Timestamp;

use super::page::SavedPage;
use super::runs::joined;
use crate::api::wire;
use crate::model::{Body, Encoding, Instance, Invocation, Record};

/// A list of results, as somebody cut it out of a body.
pub(super) fn list(list: &Body, encoding: Encoding) -> Result<Vec<Invocation>, serde_json::Error> {
    let results = list.as_str();
    let body = format!(r#"{{"Invocation":{{"InvocationResults":{results}}}}}"#);
    Ok(wire::runs(body, encoding)?.invocations)
}

/// The results of an invocation: the newest of each instance.
struct Group {
    /// The page of the first.
    page: usize,
    newest: Vec<Invocation>,
    /// Where the result of an instance stands.
    places: HashMap<String, usize>,
}

/// Puts the results of all pages together.
pub(super) fn merge(pages: &mut [SavedPage], encoding: Encoding) -> Result<(), serde_json::Error> {
    let mut groups: Vec<Group> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (index, page) in pages.iter_mut().enumerate() {
        if !page.invocations.iter().any(Invocation::is_run) {
            continue;
        }
        for result in std::mem::take(&mut page.invocations) {
            let place = *places.entry(result.id()).or_insert(groups.len());
            if place == groups.len() {
                groups.push(Group {
                    page: index,
                    newest: Vec::new(),
                    places: HashMap::new(),
                });
            }
            if let Some(group) = groups.get_mut(place) {
                page.older_runs |= group.add(result);
            }
        }
    }
    for group in groups {
        if let Some(page) = pages.get_mut(group.page) {
            page.invocations.extend(group.invocation(encoding)?);
        }
    }
    Ok(())
}

impl Group {
    /// Takes a result in; whether it is another run of an instance that is there.
    fn add(&mut self, result: Invocation) -> bool {
        let instance = result.instances().next();
        let id = instance.map(|instance| instance.id().into_owned());
        let place = id.and_then(|id| match id.as_str() {
            // Nobody knows whether two that have no ID are one.
            "" => None,
            _ => Some(*self.places.entry(id).or_insert(self.newest.len())),
        });
        let known = place.and_then(|place| self.newest.get_mut(place));
        let Some(known) = known else {
            self.newest.push(result);
            return false;
        };
        let another = known.key() != result.key();
        if age(known) < age(&result) {
            *known = result;
        }
        another
    }

    /// One invocation with all instances.
    fn invocation(&self, encoding: Encoding) -> Result<Vec<Invocation>, serde_json::Error> {
        let fields = |record: Record<'_>| {
            let fields = record.iter().filter(|(name, _)| *name != "InvokeInstances");
            joined(fields)
        };
        let outer = self.newest.first().map(|result| fields(result.record()));
        let instances = self.newest.iter().flat_map(Invocation::instances);
        let instances = instances.map(|instance| format!("{{{}}}", fields(instance.record())));
        let body = Body::new(format!(
            r#"[{{{},"InvokeInstances":[{}]}}]"#,
            outer.unwrap_or_default(),
            instances.collect::<Vec<_>>().join(",")
        ));
        let mut parser = serde_json::Deserializer::from_str(body.as_str());
        Invocation::read_list(&body, encoding, &mut parser)
    }
}

/// What orders the runs of an instance, and what was saved of one run at different times.
fn age(result: &Invocation) -> Option<(Option<i64>, Option<Timestamp>, Option<Timestamp>)> {
    let age = |run: Instance<'_>| (run.record().integer("Repeats"), run.started(), run.ended());
    result.instances().next().map(age)
}

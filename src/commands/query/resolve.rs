//! `--host` and `exec-…`: names of instances and executions of OOS become the IDs that the list is asked with, in each
//! place those of that place.

use futures_util::future::try_join_all;

use super::source::Source;
use crate::api::error::ApiError;
use crate::archive::{RowOrder, replay};
use crate::engine::{Place, Step, hosts};
use crate::nearest::nearest;
use crate::query::{Ids, Query};
use crate::report::{self, Report};

/// More hosts than this are not asked for one by one, unless somebody said how many they expect.
const ONE_BY_ONE: usize = 50;

/// Looks up what has to be, and makes the targets of a source.
///
/// # Errors
///
/// As for [`queries`]; when no saved record has such a name.
pub(super) async fn run(source: &mut Source<'_>) -> Result<(), Report> {
    if source.request.reads_saved() {
        return saved(source);
    }
    let queries = queries(source).await?;
    source.plan(&queries);
    Ok(())
}

/// What one place is asked: the query with the IDs that were found there; `None` where nothing was, so that nothing is
/// asked. The source's own query learns all of them.
///
/// # Errors
///
/// When a place cannot be asked, nothing was found anywhere, or far more than anybody is likely to mean.
async fn queries(source: &mut Source<'_>) -> Result<Vec<Option<Query>>, Report> {
    let names = &source.query.host_names;
    let executions = &source.query.ids.executions;
    let asked = source.places.iter().map(|place| async move {
        let mut found = LookedUp::default();
        for name in names {
            let hits = hosts::named(place, name).await;
            found
                .hosts
                .extend(hits.map_err(|error| (place, error))?.into_keys());
        }
        for execution in executions {
            let started = hosts::started(place, execution).await;
            found
                .invocations
                .extend(started.map_err(|error| (place, error))?);
        }
        Ok(found)
    });
    let found: Result<Vec<LookedUp>, (&Place, ApiError)> = try_join_all(asked).await;
    let found = found.map_err(|(place, error)| source.refused(place, &error))?;
    let hits: usize = found.iter().map(|found| found.hosts.len()).sum();
    if hits == 0 && !names.is_empty() {
        return Err(no_host(source).await);
    }
    if hits > ONE_BY_ONE && !source.request.says_how_many() {
        return Err(report::too_many_hosts(hits, ONE_BY_ONE));
    }
    let started = found.iter().any(|found| !found.invocations.is_empty());
    if !started && !executions.is_empty() {
        return Err(report::nothing_started(executions, &source.regions()));
    }
    let of_place = |found: &LookedUp| found.add_to(&source.query);
    let queries = found.iter().map(of_place).collect();
    for found in found {
        found.extend(&mut source.query.ids);
    }
    Ok(queries)
}

/// What was found in one place.
#[derive(Default)]
struct LookedUp {
    hosts: Vec<String>,
    invocations: Vec<String>,
}

impl LookedUp {
    fn add_to(&self, query: &Query) -> Option<Query> {
        let is_without = |asked: bool, typed: &[String], found: &[String]| {
            asked && typed.is_empty() && found.is_empty()
        };
        let ids = &query.ids;
        let named = !query.host_names.is_empty();
        if is_without(named, &ids.instances, &self.hosts)
            || is_without(
                !ids.executions.is_empty(),
                &ids.invocations,
                &self.invocations,
            )
        {
            return None;
        }
        let mut query = query.clone();
        self.extend(&mut query.ids);
        Some(query)
    }

    fn extend(&self, ids: &mut Ids) {
        for (list, found) in [
            (&mut ids.hosts, &self.hosts),
            (&mut ids.invocations, &self.invocations),
        ] {
            let new: Vec<String> = found
                .iter()
                .filter(|id| !list.contains(id))
                .cloned()
                .collect();
            list.extend(new);
        }
    }
}

/// The same for saved answers, which hold the names that were asked for when they were saved.
fn saved(source: &mut Source<'_>) -> Result<(), Report> {
    let patterns = source.query.host_patterns();
    if patterns.is_empty() {
        return Ok(());
    }
    let mut found = LookedUp::default();
    let look = |step: Step<'_>| {
        let Step::Row(row) = step else { return Ok(()) };
        for instance in row.instances() {
            let name = instance.saved_name().unwrap_or_default();
            if patterns.iter().any(|pattern| pattern.matches(&name)) {
                found.hosts.push(instance.id().into_owned());
            }
        }
        Ok(())
    };
    // Everything that is saved is looked at, and nothing of that is written.
    let replayed = replay(source.saved.clone(), &Query::default(), RowOrder::Any, look);
    drop(replayed);
    if found.hosts.is_empty() {
        return Err(report::no_saved_host(&source.query.host_names));
    }
    found.extend(&mut source.query.ids);
    Ok(())
}

/// Why there is no host, and which name may have been meant.
async fn no_host(source: &Source<'_>) -> Report {
    let typed = &source.query.host_names;
    let mut known = Vec::new();
    for place in &source.places {
        known.extend(hosts::some_names(place).await.unwrap_or_default());
    }
    let near = typed.iter().find_map(|name| near(name, &known));
    report::no_host(typed, &source.regions(), near, known.is_empty())
}

/// A known name that is like the one that was typed, or begins like it where that is a pattern.
fn near<'k>(typed: &str, known: &'k [String]) -> Option<&'k str> {
    let plain = typed.trim_matches(['*', '?']);
    let length = plain.chars().count();
    let is_pattern = plain != typed;
    let begin = |name: &'k String| match name.char_indices().nth(length) {
        Some((end, _)) if is_pattern => name.get(..end).unwrap_or(name),
        _ => name.as_str(),
    };
    let nearest = nearest(plain, known.iter().map(begin))?;
    let mut found = known.iter().filter(|name| begin(name) == nearest);
    found.next().map(String::as_str)
}

//! From a query to its targets in a region: one for every combination of IDs, status and kind of task.
//!
//! The service takes one value per parameter and joins different parameters with AND, so OR needs a request per value.
//! Three filters it ignores beside `InstanceId` (product page): those are applied here, and a note says so.

use crate::model::Encoding;
use std::sync::Arc;

use super::filter::NamePattern;
use super::{Query, TagFilter, Timed};
use crate::model::Invocation;
use crate::vocabulary::PARTIAL_FAILED;

/// What all targets of a query have in common.
#[derive(Clone, Debug, Default)]
pub struct Common {
    /// `CommandName`, where it is sent.
    pub command_name: Option<String>,
    /// `CommandType`.
    pub command_type: Option<&'static str>,
    /// `RepeatMode`, where it is sent.
    pub repeat_mode: Option<&'static str>,
    /// `ResourceGroupId`.
    pub resource_group: Option<String>,
    /// `Tag.N`.
    pub tags: Vec<TagFilter>,
    /// `IncludeOutput`.
    pub include_output: bool,
    /// How texts come: `ContentEncoding`, where it is not Base64.
    pub encoding: Encoding,
    /// `MaxResults` of the first page.
    pub page_size: u32,
    /// `IncludeHistory`: runs are asked for, by another action.
    pub history: bool,
}

/// One walk through the service's pages: everything that is sent but the token.
#[derive(Clone, Debug)]
pub struct Target {
    /// `RegionId`.
    pub region: String,
    /// `InvokeId`.
    pub invoke_id: Option<String>,
    /// `CommandId`.
    pub command_id: Option<String>,
    /// `InstanceId`.
    pub instance_id: Option<String>,
    /// `InvokeStatus`.
    pub status: Option<&'static str>,
    /// `Timed`.
    pub timed: Option<bool>,
    /// What the service would ignore, so that it is filtered after the answer.
    pub repairs: Vec<Repair>,
    /// The rest.
    pub common: Arc<Common>,
}

impl Target {
    /// One invocation by itself, live scheduled task or not.
    #[must_use]
    pub fn of_invocation(region: &str, id: String, common: Arc<Common>) -> Self {
        Self {
            region: region.to_owned(),
            invoke_id: Some(id),
            command_id: None,
            instance_id: None,
            status: None,
            timed: None,
            repairs: Vec::new(),
            common,
        }
    }

    /// The newest records, whatever they are.
    #[must_use]
    pub fn newest(region: &str) -> Self {
        Self {
            region: region.to_owned(),
            invoke_id: None,
            command_id: None,
            instance_id: None,
            status: None,
            timed: None,
            repairs: Vec::new(),
            common: Arc::new(Common {
                page_size: PAGE,
                ..Common::default()
            }),
        }
    }

    /// What makes this target differ from the others in its region, for messages; empty where it is the only one.
    #[must_use]
    pub fn label(&self) -> String {
        let timed = self.timed.map(|timed| format!("timed={timed}"));
        let ids = [&self.invoke_id, &self.instance_id, &self.command_id];
        let ids = ids.into_iter().flatten().map(String::as_str);
        let parts: Vec<&str> = ids.chain(self.status).chain(timed.as_deref()).collect();
        parts.join(" ")
    }

    /// Whether a record is of the region, the invocation and the command that are asked for. The instance is looked for by
    /// itself, since one invocation has many.
    #[must_use]
    pub fn is_about(&self, invocation: &Invocation) -> bool {
        let record = invocation.record();
        let asked = [
            ("InvokeId", &self.invoke_id),
            ("CommandId", &self.command_id),
        ];
        let mut asked = asked
            .into_iter()
            .filter_map(|(name, id)| Some((name, id.as_deref()?)));
        let here = record
            .text("RegionId")
            .is_none_or(|region| region == self.region);
        here && asked.all(|(name, id)| record.text(name).as_deref() == Some(id))
    }

    /// Whether an empty answer is asked for once more with `Timed=true`: left out, its default hides live scheduled
    /// tasks, and a lookup by ID wants them too.
    #[must_use]
    pub fn may_be_scheduled(&self) -> bool {
        self.invoke_id.is_some() && self.timed.is_none() && !self.common.history
    }
}

/// A filter that the service does not have, or ignores beside `InstanceId`, applied to its answer instead.
#[derive(Clone, Debug, PartialEq)]
pub enum Repair {
    /// `CommandName`.
    CommandName(NamePattern),
    /// `RepeatMode`.
    RepeatMode(&'static str),
    /// `InvokeStatus=PartialFailed`.
    PartialFailed,
}

impl Repair {
    /// Whether an invocation passes.
    #[must_use]
    pub fn passes(&self, invocation: &Invocation) -> bool {
        let is = |field: &str, word: &str| {
            invocation
                .record()
                .text(field)
                .is_some_and(|text| text.eq_ignore_ascii_case(word))
        };
        match self {
            Self::CommandName(name) => name.matches(invocation),
            Self::RepeatMode(mode) => is("RepeatMode", mode),
            Self::PartialFailed => invocation.is_in_status(PARTIAL_FAILED),
        }
    }

    /// The parameter that the service would have ignored; none where it has no such filter.
    #[must_use]
    pub fn parameter(&self) -> Option<&'static str> {
        match self {
            Self::CommandName(name) => name.whole().map(|_| "CommandName"),
            Self::RepeatMode(_) => Some("RepeatMode"),
            Self::PartialFailed => Some("InvokeStatus=PartialFailed"),
        }
    }
}

/// The targets of a query, and what its reader must know of them.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// In the order of the arguments.
    pub targets: Vec<Target>,
    /// Parameters that were not sent because the service ignores them beside `InstanceId`.
    pub repaired: Vec<&'static str>,
}

/// The service's page sizes: the largest, and ours where output comes along (24 KB an instance).
const PAGE: u32 = 50;
const PAGE_WITH_OUTPUT: u32 = 10;

/// Makes the targets of a query in a region.
#[must_use]
pub fn plan(query: &Query, region: &str) -> Plan {
    if query.ids.none_on_stdin {
        return Plan::default();
    }
    let mut plan = Plan::default();
    for ids in combinations(query) {
        let (status_values, common, repairs) = for_ids(query, &ids);
        for (status, status_repair) in status_values {
            for timed in timed_values(query, &ids) {
                let repairs: Vec<Repair> = repairs
                    .iter()
                    .cloned()
                    .chain(status_repair.clone())
                    .collect();
                for parameter in repairs.iter().filter_map(Repair::parameter) {
                    if !plan.repaired.contains(&parameter) {
                        plan.repaired.push(parameter);
                    }
                }
                plan.targets.push(Target {
                    region: region.to_owned(),
                    invoke_id: ids.invoke.clone(),
                    command_id: ids.command.clone(),
                    instance_id: ids.instance.clone(),
                    status,
                    timed: *timed,
                    common: Arc::new(Common {
                        page_size: page_size(query, filtered_here(query) || !repairs.is_empty()),
                        ..common.clone()
                    }),
                    repairs,
                });
            }
        }
    }
    plan
}

/// One value of each kind of ID that was named.
#[derive(Clone, Debug, Default)]
struct OneOfEach {
    invoke: Option<String>,
    command: Option<String>,
    instance: Option<String>,
}

fn combinations(query: &Query) -> Vec<OneOfEach> {
    let ids = &query.ids;
    let pairs = || {
        ids.pairs
            .iter()
            .map(|(t, i)| (Some(t.clone()), Some(i.clone())))
    };
    let invocations = each(&ids.invocations);
    // Beside invocations, instances that were found by name are looked for in the answers: one request in place of many.
    let by_name = if ids.invocations.is_empty() {
        ids.hosts.as_slice()
    } else {
        &[]
    };
    let instances = each(&[ids.instances.as_slice(), by_name].concat());
    let crossed = invocations
        .iter()
        .flat_map(|t| instances.iter().map(move |i| (t.clone(), i.clone())))
        // With pairs alone, no target is without an ID.
        .filter(|(t, i)| ids.pairs.is_empty() || t.is_some() || i.is_some());
    crossed
        .chain(pairs())
        .flat_map(|(invoke, instance)| {
            each(&ids.commands)
                .into_iter()
                .map(move |command| OneOfEach {
                    invoke: invoke.clone(),
                    command,
                    instance: instance.clone(),
                })
        })
        .collect()
}

/// Each value, or once nothing.
fn each(values: &[String]) -> Vec<Option<String>> {
    if values.is_empty() {
        vec![None]
    } else {
        values.iter().cloned().map(Some).collect()
    }
}

type StatusValue = (Option<&'static str>, Option<Repair>);

/// What is sent beside these IDs, and what is repaired because the service would ignore it beside an instance.
fn for_ids(query: &Query, ids: &OneOfEach) -> (Vec<StatusValue>, Common, Vec<Repair>) {
    let beside_instance = ids.instance.is_some();
    let mut statuses: Vec<StatusValue> = query
        .statuses
        .iter()
        .map(|status| match *status {
            PARTIAL_FAILED if beside_instance => (None, Some(Repair::PartialFailed)),
            status => (Some(status), None),
        })
        .collect();
    if statuses.is_empty() {
        statuses.push((None, None));
    }
    let name = query.command_name.as_ref();
    let sent = name
        .and_then(NamePattern::whole)
        .filter(|_| !beside_instance);
    let mut common = Common {
        command_name: sent.map(str::to_owned),
        command_type: query.command_type,
        repeat_mode: query.repeat_mode,
        resource_group: query.resource_group.clone(),
        tags: query.tags.clone(),
        include_output: query.include_output,
        encoding: query.encoding,
        page_size: PAGE,
        history: query.history,
    };
    let mut repairs = Vec::new();
    if sent.is_none() {
        repairs.extend(name.cloned().map(Repair::CommandName));
    }
    if beside_instance {
        repairs.extend(common.repeat_mode.take().map(Repair::RepeatMode));
    }
    (statuses, common, repairs)
}

/// The `Timed` values to ask with. Left out, the page's default hides live scheduled tasks, so without a word from the user
/// both kinds are asked for; a lookup by `InvokeId` sees to that itself when it finds nothing.
fn timed_values(query: &Query, ids: &OneOfEach) -> &'static [Option<bool>] {
    match query.timed {
        Some(Timed::Yes) => &[Some(true)],
        Some(Timed::No) => &[Some(false)],
        Some(Timed::All) => &[Some(false), Some(true)],
        None if ids.invoke.is_some() || query.history || query.asks_one_walk() => &[None],
        None => &[None, Some(true)],
    }
}

/// Whether rows may fall out, or be put in another order, after they came.
fn filtered_here(query: &Query) -> bool {
    query.filters.any() || query.sort.is_some()
}

/// `MaxResults`: as given, else the largest that makes sense, and no more than the limit when nothing is filtered here.
fn page_size(query: &Query, filtered_here: bool) -> u32 {
    // A record of a history is one run on one instance, so that its output is never many.
    let default = if query.include_output && !query.history {
        PAGE_WITH_OUTPUT
    } else {
        PAGE
    };
    let size = query.page_size.unwrap_or(default);
    match query.limit {
        Some(limit) if !filtered_here => size.min(u32::try_from(limit).unwrap_or(size)),
        _ => size,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{Id, Ids};

    fn ids(texts: &[&str]) -> Ids {
        let mut ids = Ids::default();
        for text in texts {
            ids.add(Id::parse(text).unwrap());
        }
        ids
    }

    fn targets(query: &Query) -> Vec<Target> {
        plan(query, "cn-hangzhou").targets
    }

    #[test]
    fn nothing_asked_is_both_kinds_of_tasks_with_nothing_else_sent() {
        let list = targets(&Query::default());
        assert_eq!(list.len(), 2);
        assert_eq!([list[0].timed, list[1].timed], [None, Some(true)]);
        assert_eq!(list[0].common.page_size, 50);
    }

    #[test]
    fn the_same_kind_is_one_target_each_and_other_kinds_are_joined() {
        let query = Query {
            ids: ids(&["t-1", "t-2", "i-a", "c-x"]),
            ..Query::default()
        };
        let list = targets(&query);
        assert_eq!(list.len(), 2);
        for (target, id) in list.iter().zip(["t-1", "t-2"]) {
            assert_eq!(target.invoke_id.as_deref(), Some(id));
            assert_eq!(target.instance_id.as_deref(), Some("i-a"));
            assert_eq!(target.command_id.as_deref(), Some("c-x"));
        }
    }

    #[test]
    fn what_the_service_ignores_beside_an_instance_is_not_sent_but_filtered() {
        let query = Query {
            ids: ids(&["i-a"]),
            command_name: Some(NamePattern::new("deploy")),
            repeat_mode: Some("Once"),
            statuses: vec!["PartialFailed", "Failed"],
            limit: Some(3),
            timed: Some(Timed::No),
            ..Query::default()
        };
        let plan = plan(&query, "cn-hangzhou");
        assert_eq!(
            plan.repaired,
            ["CommandName", "RepeatMode", "InvokeStatus=PartialFailed"]
        );
        let sent: Vec<_> = plan.targets.iter().map(|t| t.status).collect();
        assert_eq!(sent, [None, Some("Failed")]);
        assert!(plan.targets[0].repairs.contains(&Repair::PartialFailed));
        assert!(!plan.targets[1].repairs.contains(&Repair::PartialFailed));
        assert!(plan.targets.iter().all(|t| t.common.command_name.is_none()));
        assert!(
            plan.targets.iter().all(|t| t.common.page_size == 50),
            "a filter needs full pages"
        );
    }

    #[test]
    fn only_a_lookup_a_part_of_a_walk_and_a_history_ask_for_one_kind_of_tasks() {
        let timed = |query: Query| targets(&query).iter().map(|t| t.timed).collect::<Vec<_>>();
        let running = || Query {
            statuses: vec!["Running"],
            ..Query::default()
        };
        assert_eq!(timed(running()), [None, Some(true)]);
        let lookup = Query {
            ids: ids(&["t-1"]),
            ..running()
        };
        assert!(targets(&lookup).iter().all(Target::may_be_scheduled));
        let command = Query {
            ids: ids(&["c-1", "i-1"]),
            ..Query::default()
        };
        assert_eq!(timed(command), [None, Some(true)]);
        let parts = [
            Query {
                one_page: true,
                ..running()
            },
            Query {
                next_token: Some("A".to_owned()),
                ..running()
            },
            Query {
                history: true,
                ..running()
            },
        ];
        for part in parts {
            assert_eq!(timed(part), [None]);
        }
        for (word, sent) in [(Timed::No, false), (Timed::Yes, true)] {
            let told = Query {
                timed: Some(word),
                ..running()
            };
            assert_eq!(timed(told), [Some(sent)]);
        }
    }

    #[test]
    fn pages_are_no_larger_than_the_limit_and_small_with_output() {
        let size = |query: Query| targets(&query)[0].common.page_size;
        assert_eq!(
            size(Query {
                limit: Some(7),
                ..Query::default()
            }),
            7
        );
        assert_eq!(
            size(Query {
                limit: Some(500),
                ..Query::default()
            }),
            50
        );
        assert_eq!(
            size(Query {
                include_output: true,
                ..Query::default()
            }),
            10
        );
        assert_eq!(
            size(Query {
                page_size: Some(20),
                limit: Some(30),
                ..Query::default()
            }),
            20
        );
    }

    #[test]
    fn pairs_are_targets_of_their_own() {
        let pair = |t: &str, i: &str| (t.to_owned(), i.to_owned());
        let pairs = vec![pair("t-1", "i-a"), pair("t-1", "i-b")];
        let query = Query {
            ids: Ids {
                pairs,
                ..ids(&["t-9"])
            },
            ..Query::default()
        };
        let seen: Vec<_> = targets(&query)
            .into_iter()
            .map(|t| (t.invoke_id, t.instance_id))
            .collect();
        let some = |text: &str| Some(text.to_owned());
        let expected = [
            (some("t-9"), None),
            (some("t-1"), some("i-a")),
            (some("t-1"), some("i-b")),
        ];
        assert_eq!(seen, expected);
    }

    #[test]
    fn no_id_on_stdin_selects_nothing() {
        let ids = Ids {
            none_on_stdin: true,
            ..Ids::default()
        };
        assert!(
            targets(&Query {
                ids,
                ..Query::default()
            })
            .is_empty()
        );
    }
}

//! What is asked: the selectors, checked and pure, and the targets that they make.

pub mod compare;
pub mod diff;
pub mod filter;
pub mod grep;
mod id;
mod plan;
mod record_filter;
pub mod saved;
mod selection;
mod wanted;
pub mod when;

pub use id::{Id, IdKind};
pub use plan::{Common, Plan, Repair, Target, plan};
pub use record_filter::RecordFilter;
pub use selection::Selection;
pub use wanted::{
    Columns, Diff, Expectation, Form, Grep, Judge, Key, ReportFile, ReportKind, Several, WaitTime,
    Wanted,
};

use wildmatch::WildMatch;

use crate::model::Encoding;
use crate::model::column::Column;

/// A tag to select by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagFilter {
    /// 1–64 characters.
    pub key: String,
    /// `None` asks for the key alone; an empty value is a value.
    pub value: Option<String>,
}

/// Whether live scheduled tasks are asked for (the product page's `Timed`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timed {
    /// Only those.
    Yes,
    /// Only the others.
    No,
    /// Both: two requests.
    All,
}

/// A query, as it was typed and checked.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// IDs by kind. Of one kind: any of them; different kinds: all of them.
    pub ids: Ids,
    /// Names of instances, or patterns for them; any of them.
    pub host_names: Vec<String>,
    /// The name of the command.
    pub command_name: Option<filter::NamePattern>,
    /// `CommandType`, in the API's spelling.
    pub command_type: Option<&'static str>,
    /// `InvokeStatus`, in the API's spelling; any of them.
    pub statuses: Vec<&'static str>,
    /// `RepeatMode`, in the API's spelling.
    pub repeat_mode: Option<&'static str>,
    /// `Timed`, where it was given.
    pub timed: Option<Timed>,
    /// `ResourceGroupId`.
    pub resource_group: Option<String>,
    /// `Tag.N`; all of them.
    pub tags: Vec<TagFilter>,
    /// `IncludeOutput`.
    pub include_output: bool,
    /// `ContentEncoding=PlainText`.
    pub encoding: Encoding,
    /// `MaxResults`, where it was given.
    pub page_size: Option<u32>,
    /// `NextToken`: where to begin.
    pub next_token: Option<String>,
    /// A single request per target.
    pub one_page: bool,
    /// Runs of tasks that repeat, and not the tasks.
    pub history: bool,
    /// Filters that the service does not have.
    pub filters: filter::Filters,
    /// How the whole result is sorted.
    pub sort: Option<Sort>,
    /// The most invocations to show.
    pub limit: Option<usize>,
}

impl Query {
    /// Whether anything is selected by what the service knows.
    #[must_use]
    pub fn selects(&self) -> bool {
        !self.ids.is_empty() || self.ids.none_on_stdin || self.selects_beside_ids()
    }

    /// Whether it asks for a part of a single walk, which cannot be that of the live scheduled tasks, too.
    #[must_use]
    pub fn asks_one_walk(&self) -> bool {
        let is_part = self.one_page || self.next_token.is_some();
        is_part && self.timed.is_none() && !self.names_invocations()
    }

    /// Whether one invocation is named, so that it is viewed and not listed.
    #[must_use]
    pub fn views_one(&self) -> bool {
        let ids = &self.ids;
        // Beside a pair, an instance is asked for by itself, with every invocation on it.
        let alone = ids.pairs.is_empty() || ids.instances.is_empty();
        alone && ids.pairs.len() + ids.invocations.len() == 1
    }

    /// Whether invocations were named, alone or in pairs with an instance.
    #[must_use]
    pub fn names_invocations(&self) -> bool {
        !(self.ids.invocations.is_empty() && self.ids.pairs.is_empty())
    }

    /// Whether a verdict takes tasks in that do not end by themselves: only where they were asked for. In a set of others
    /// one of them would keep every verdict pending for ever.
    #[must_use]
    pub fn judges_endless(&self) -> bool {
        self.names_invocations()
            || self.timed.is_some()
            || self.filters.active
            || !self.statuses.is_empty()
    }

    /// Whether IDs are looked up before the list can be asked for.
    #[must_use]
    pub fn looks_up(&self) -> bool {
        !self.host_names.is_empty() || !self.ids.executions.is_empty()
    }

    /// The patterns for names of instances.
    #[must_use]
    pub fn host_patterns(&self) -> Vec<WildMatch> {
        self.host_names
            .iter()
            .map(|name| WildMatch::new(name))
            .collect()
    }

    /// The same, but for IDs.
    #[must_use]
    pub fn selects_beside_ids(&self) -> bool {
        let words = [self.command_type, self.repeat_mode];
        self.command_name.is_some()
            || !self.host_names.is_empty()
            || self.resource_group.is_some()
            || words.iter().any(Option::is_some)
            || !self.statuses.is_empty()
            || !self.tags.is_empty()
            || self.timed.is_some()
    }
}

/// An order of the whole result.
#[derive(Clone, Copy, Debug)]
pub struct Sort {
    /// The column to sort by.
    pub column: Column,
    /// The largest first.
    pub descending: bool,
}

/// The IDs that were named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ids {
    /// `t-…`
    pub invocations: Vec<String>,
    /// `c-…`
    pub commands: Vec<String>,
    /// `i-…` and `mi-…`
    pub instances: Vec<String>,
    /// Instances that were found by their names. None of them has to be in any record.
    pub hosts: Vec<String>,
    /// `exec-…`: executions of OOS, in place of the invocations that they started.
    pub executions: Vec<String>,
    /// An invocation and an instance of it, from one line of standard input.
    pub pairs: Vec<(String, String)>,
    /// IDs were read from standard input and there was none: select nothing, never everything.
    pub none_on_stdin: bool,
}

impl Ids {
    /// Whether no ID was named.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let lists = [
            &self.invocations,
            &self.commands,
            &self.instances,
            &self.executions,
        ];
        lists.iter().all(|list| list.is_empty()) && self.pairs.is_empty()
    }

    /// Every ID that was named.
    #[must_use]
    pub fn all(&self) -> Vec<String> {
        let pairs = self
            .pairs
            .iter()
            .flat_map(|(invocation, instance)| [invocation, instance]);
        let lists = [&self.invocations, &self.commands, &self.instances];
        lists.into_iter().flatten().chain(pairs).cloned().collect()
    }

    /// What was named and not found: each ID once, and pairs of which both parts were found, but not together.
    #[must_use]
    pub fn missing(
        &self,
        is_missing: impl Fn(&str) -> bool,
        pair_is_missing: impl Fn(&str, &str) -> bool,
    ) -> Vec<String> {
        let mut missing: Vec<String> = Vec::new();
        for id in self.all() {
            if !missing.contains(&id) && is_missing(&id) {
                missing.push(id);
            }
        }
        for (invocation, instance) in &self.pairs {
            let is_told = missing.contains(invocation) || missing.contains(instance);
            if !is_told && pair_is_missing(invocation, instance) {
                missing.push(format!("{invocation}/{instance}"));
            }
        }
        missing
    }

    /// Adds an ID to the list of its kind, once.
    pub fn add(&mut self, id: Id) {
        let list = match id.kind {
            IdKind::Invocation => &mut self.invocations,
            IdKind::Command => &mut self.commands,
            IdKind::Instance => &mut self.instances,
            IdKind::Execution => &mut self.executions,
        };
        if !list.contains(&id.text) {
            list.push(id.text);
        }
    }
}

//! `--diff`: the run that another one is compared with.

use super::delivery::Delivery;
use super::forms;
use super::source::Source;
use crate::archive::{RowOrder, replay};
use crate::engine::{Ended, Order, Place, PlacedTarget, Step, Walked, place_of, walk};
use crate::model::{Row, Shown, Verdict};
use crate::query::compare::{Change, InstanceChange, compare};
use crate::query::filter::NamePattern;
use crate::query::{Form, Query, WaitTime, plan};
use crate::render::{Remark, told_of};
use crate::report;
use crate::vocabulary::{COMMAND_TYPES, Exit, find};

/// So many runs before a run are looked at for one that has ended.
const MOST: usize = 50;

/// So many instances are named in a message.
const NAMED: usize = 3;

/// Hands on the rows that were held, each beside the run before it. The exit code tells whether there is one.
pub(super) async fn rows(
    source: &Source<'_>,
    walked: &mut Walked,
    delivery: &mut Delivery<'_>,
) -> Exit {
    let mut exit = Exit::Success;
    for row in delivery.held() {
        if matches!(walked.ended, Ended::Signal(_) | Ended::Output(_)) {
            break;
        }
        let search = Search { source, row: &row };
        let Some(before) = search.before(walked).await else {
            exit = exit.or_worse(search.nothing(walked));
            delivery.report_only(&row);
            continue;
        };
        delivery.learn(std::iter::once(&before)).await;
        let row = row.clone().compared_with(before);
        say(source, &row, delivery);
        if let Err(error) = delivery.compared(&row) {
            walked.ended = Ended::Output(error);
        }
    }
    exit
}

/// The search for the run before a row.
struct Search<'a> {
    source: &'a Source<'a>,
    row: &'a Row,
}

impl Search<'_> {
    /// The run that was named or, if none was, the newest one before that has ended; with its output, where that is to be had.
    async fn before(&self, walked: &mut Walked) -> Option<Row> {
        let named = self.named().map(str::to_owned);
        let listed = match named {
            Some(_) => None,
            None => Some(self.newest(walked).await?),
        };
        let id = named.or(listed.as_ref().map(Row::id))?;
        let mut query = Query {
            include_output: true,
            encoding: self.source.query.encoding,
            ..Query::default()
        };
        query.ids.invocations.push(id);
        let found = self.ask(&query, walked).await.into_iter().next();
        Some(self.selected(found.or(listed)?))
    }

    fn named(&self) -> Option<&str> {
        let diff = self.source.request.wanted.diff.as_ref()?;
        diff.before.as_deref()
    }

    /// The newest run before it that has ended: of the same command or, where there is none, of one with its name and type.
    async fn newest(&self, walked: &mut Walked) -> Option<Row> {
        let record = self.row.invocation().record();
        let text = |name| record.text(name).map(String::from);
        let mut queries = [Query::default(), Query::default()];
        let [command, name] = &mut queries;
        command.ids.commands.extend(text("CommandId"));
        name.command_name = text("CommandName").map(NamePattern::Whole);
        let kind = text("CommandType");
        name.command_type = kind.and_then(|kind| Some(find(COMMAND_TYPES, &kind)?.word));
        for mut query in queries.into_iter().filter(Query::selects) {
            query.filters.until = Some(self.row.invocation().created()?);
            query.limit = self.most();
            let rows = self.ask(&query, walked).await;
            let newest = newest_before(self.row, rows);
            if newest.is_some() || is_over(walked) {
                return newest;
            }
        }
        None
    }

    /// How many runs are looked at. What was saved costs nothing, and may be in any order.
    fn most(&self) -> Option<usize> {
        (!self.source.request.reads_saved()).then_some(MOST)
    }

    /// The rows of a query, from where the row came from. What fails is a failure of the whole.
    async fn ask(&self, query: &Query, walked: &mut Walked) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::new();
        let step = |step: Step<'_>| {
            if let Step::Row(row) = step {
                rows.push(row.clone());
            }
            Ok(())
        };
        let asked = if self.source.request.reads_saved() {
            let saved = self.source.saved.clone();
            let replayed = replay(saved, query, RowOrder::Usual, step);
            replayed.unwrap_or_default().walked
        } else {
            let jobs = self.jobs(query);
            let interrupt = (self.source.host.interrupt)();
            walk(jobs, query, Order::Strict, interrupt, step).await
        };
        walked.questions += asked.failures.len();
        walked.targets += asked.failures.len();
        walked.failures.extend(asked.failures);
        walked.anomalies.foreign.extend(asked.anomalies.foreign);
        walked.anomalies.repeated.extend(asked.anomalies.repeated);
        if matches!(asked.ended, Ended::Signal(_)) {
            walked.ended = asked.ended;
        }
        let place = |row: &Row| (row.origin().region.clone(), row.origin().profile.clone());
        rows.retain(|row| place(row) == place(self.row));
        rows
    }

    fn jobs(&self, query: &Query) -> Vec<PlacedTarget> {
        let source = self.source;
        let Some(place) = place_of(&source.places, self.row.origin()) else {
            return Vec::new();
        };
        let mut place = place.clone();
        // After the deadline of a wait there is time for one try.
        if let Some(WaitTime::For(length)) = source.request.wanted.wait {
            let one_try = source.host.clock.now().checked_add(place.client.timeout());
            let deadline = source.started.checked_add(length);
            if let (Ok(one_try), Ok(deadline)) = (one_try, deadline) {
                let client = place.client.until(deadline.max(one_try));
                place = Place { client, ..place };
            }
        }
        let targets = plan(query, &place.origin.region).targets.into_iter();
        let placed = |target| PlacedTarget {
            target,
            place: place.clone(),
        };
        targets.map(placed).collect()
    }

    /// The run with the instances in view that the query names, if it names some.
    fn selected(&self, before: Row) -> Row {
        let ids = &self.source.query.ids;
        let paired = ids.pairs.iter().map(|(_, instance)| instance);
        let named: Vec<&String> = ids.instances.iter().chain(paired).collect();
        if named.is_empty() {
            return before;
        }
        let instances = before.invocation().instances().enumerate();
        let places = instances.filter(|(_, one)| named.iter().any(|id| **id == one.id()));
        let places = places.map(|(place, _)| place).collect();
        before.showing(Shown::Some(places))
    }

    /// Says that there is no run to compare with, unless it may be for another reason that there is none.
    fn nothing(&self, walked: &Walked) -> Exit {
        if is_over(walked) {
            return Exit::Success;
        }
        let request = self.source.request;
        let report = match (self.named(), request.reads_saved()) {
            (None, _) => report::nothing_before(&self.row.id(), self.most()),
            (Some(id), true) => {
                let files = report::saved_name(&request.from);
                report::not_saved(&[id.to_owned()], &files)
            }
            (Some(id), false) => {
                let region = self.row.origin().region.clone();
                report::missing(&[id.to_owned()], &[region], false, false)
            }
        };
        report.tell(self.source.ui);
        report.exit
    }
}

/// Whether there is no sense in asking on.
fn is_over(walked: &Walked) -> bool {
    !walked.failures.is_empty() || matches!(walked.ended, Ended::Signal(_))
}

/// The newest of these that was created before a run and has ended; the service lists those of the same second newest first.
fn newest_before(row: &Row, rows: Vec<Row>) -> Option<Row> {
    let created = row.invocation().created()?;
    let mut is_behind = false;
    let mut newest: Option<Row> = None;
    for other in rows {
        if other.id() == row.id() {
            is_behind = true;
            continue;
        }
        let Some(time) = other.invocation().created() else {
            continue;
        };
        let is_earlier = time < created || time == created && is_behind;
        let verdict = other.invocation().verdict();
        let has_ended = !matches!(verdict, Verdict::Pending | Verdict::Unknown);
        let is_newer = newest
            .as_ref()
            .is_none_or(|newest| Some(time) > newest.invocation().created());
        if is_earlier && has_ended && is_newer {
            newest = Some(other);
        }
    }
    newest
}

/// Says what of the comparison is no proof and, where the result does not tell it, which run it is made with.
fn say(source: &Source<'_>, row: &Row, delivery: &mut Delivery<'_>) {
    let Some(before) = row.before() else { return };
    let wanted = &source.request.wanted;
    if wanted.form != Form::Table || wanted.jq.is_some() {
        let told = told_of(row, before, &forms::options(source));
        delivery.remark(Remark::Note(told));
    }
    let changes = compare(row, before, wanted.ignore.as_ref());
    let mut warn = |of: &dyn Fn(&InstanceChange<'_>) -> bool, text: &str| {
        let mut ids: Vec<_> = changes
            .iter()
            .filter(|it| of(it))
            .map(InstanceChange::id)
            .collect();
        let more = ids.len().saturating_sub(NAMED);
        ids.truncate(NAMED);
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        if !ids.is_empty() {
            let text = format!("{text}: {}{more}", ids.join(", "));
            delivery.remark(Remark::Warning(text));
        }
    };
    warn(
        &|it| it.change == Change::Same && it.is_cut(),
        "the service cut these outputs then or now, so that what is left is the same is no proof",
    );
    let in_both = |it: &InstanceChange<'_>| it.now.is_some() && it.before.is_some();
    warn(
        &|it| in_both(it) && it.change != Change::Pending && it.outputs().is_none(),
        "what these printed then or now is not known, so it was not compared",
    );
}

//! One target of a walk: its pages, and the rows that wait to be taken.

use std::collections::VecDeque;
use std::sync::Arc;

use jiff::Timestamp;

use super::each_once::each_once;
use super::place::Place;
use crate::api::error::ApiError;
use crate::api::pages::Pages;
use crate::api::request::PageRequest;
use crate::api::wire::Page;
use crate::model::{Body, Invocation, Origin, Row, Shown};
use crate::query::{Query, RecordFilter, Target};
use crate::vocabulary::RefusalKind;

/// A target that did not answer to the end.
#[derive(Debug)]
pub struct Failure {
    /// What makes it differ from the others.
    pub label: String,
    /// Where it was asked.
    pub origin: Arc<Origin>,
    /// Why there is no more.
    pub error: ApiError,
    /// The page that failed; `None` when it was the first, so that there is nothing to resume.
    pub resume: Option<Resume>,
}

/// Where a walk can be gone on with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resume {
    /// The page that comes next.
    pub page: PageRequest,
    /// `Timed` of that walk; `None` where it was left out.
    pub timed: Option<bool>,
}

/// A target on its way.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Debug)]
pub(super) struct TargetPages {
    pub(super) place: Place,
    target: Target,
    pages: PageState,
    filter: Arc<RecordFilter>,
    /// What waits to be taken, of the page that is being read.
    items: VecDeque<PageItem>,
    /// Which page that is.
    reading: Option<PageRequest>,
    /// The page after that one, asked for next of need.
    next: Option<NextPage>,
    one_page: bool,
    /// Times are looked at: there are other targets to merge with, or `--since` to end with.
    is_timed: bool,
    from_start: bool,
    /// Everything to come is older than what is asked for.
    past: bool,
    /// How many pages came.
    pub(super) pages_read: usize,
    /// How many records came.
    pub(super) records: usize,
    /// How many records of the set came.
    pub(super) found: usize,
    /// What came that is not as it should be.
    pub(super) anomalies: Anomalies,
    /// How many records were newer than the one before them.
    pub(super) out_of_order: usize,
    last: i64,
    failure: Option<ApiError>,
    pub(super) lateness: Lateness,
}

/// What is not as it should be in the answers of a target, though each of them can be read.
#[derive(Clone, Debug, Default)]
pub struct Anomalies {
    /// What was answered and not asked for: the ID of each record, and what the question was.
    pub foreign: Vec<(String, String)>,
    /// Records that stood more than once in one answer.
    pub repeated: Vec<String>,
    /// Invocations that were found without the instance that was asked for beside them.
    pub without_instance: Vec<String>,
    /// How many records had no time that can be read, where a time was asked for.
    pub untimed: usize,
}

impl Anomalies {
    /// Takes those of another target in.
    pub fn add(&mut self, other: Self) {
        self.foreign.extend(other.foreign);
        self.repeated.extend(other.repeated);
        self.without_instance.extend(other.without_instance);
        self.untimed += other.untimed;
    }
}

/// Whether the others go on without a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lateness {
    /// They wait for it.
    InTime,
    /// Its page is overdue.
    Late,
    /// The same, and the user knows.
    Told,
}

/// The pages, and where they are.
#[derive(Debug)]
enum PageState {
    Idle(Box<Pages>),
    /// A page is being asked for: which one.
    Asked(Option<PageRequest>),
}

/// A page that waits for its turn.
#[derive(Debug)]
struct NextPage {
    asked: Option<PageRequest>,
    items: VecDeque<PageItem>,
}

/// What a page brings.
#[derive(Debug)]
enum PageItem {
    /// The body, and how many records it holds.
    Body(Body, usize),
    /// A record of the set, when it was created, in seconds, and whether it is shown.
    Row(i64, Row, bool),
}

impl TargetPages {
    pub(super) fn new(
        target: Target,
        pages: Pages,
        place: Place,
        filter: Arc<RecordFilter>,
        query: &Query,
        several: bool,
    ) -> Self {
        let from_start = pages.position().is_some_and(|page| page.token.is_none());
        Self {
            place,
            target,
            pages: PageState::Idle(Box::new(pages)),
            filter,
            items: VecDeque::new(),
            reading: None,
            next: None,
            one_page: query.one_page,
            is_timed: several || query.filters.since.is_some(),
            from_start,
            past: false,
            pages_read: 0,
            records: 0,
            found: 0,
            anomalies: Anomalies::default(),
            out_of_order: 0,
            last: i64::MAX,
            failure: None,
            lateness: Lateness::InTime,
        }
    }

    pub(super) fn target(&self) -> &Target {
        &self.target
    }

    /// What makes it differ from the others.
    pub(super) fn label(&self) -> String {
        self.place.label(self.target())
    }

    fn position(&self) -> Option<&PageRequest> {
        match &self.pages {
            PageState::Idle(pages) => pages.position(),
            PageState::Asked(page) => page.as_ref(),
        }
    }

    /// Whether its next row is not known yet, and nobody asks for it.
    pub(super) fn needs_page(&self) -> bool {
        self.items.is_empty() && self.has_another()
    }

    /// Whether there is another page that could be asked for, needed or not.
    pub(super) fn has_another(&self) -> bool {
        self.next.is_none() && !self.is_done()
    }

    /// Whether the merge cannot go on before its next row is known.
    pub(super) fn holds_up(&self) -> bool {
        let is_late = !self.is_in_time();
        self.items.is_empty() && (self.next.is_some() || !(self.is_done() || is_late))
    }

    /// Whether its page is not overdue.
    pub(super) fn is_in_time(&self) -> bool {
        self.lateness == Lateness::InTime
    }

    /// Whether others go on without it though it has rows to give, and nobody has said so.
    pub(super) fn is_missed(&self) -> bool {
        self.lateness == Lateness::Late && self.items.is_empty()
    }

    /// Whether the page after the one that is used up is there.
    pub(super) fn can_turn_page(&self) -> bool {
        self.items.is_empty() && self.next.is_some()
    }

    /// Whether everything was taken.
    pub(super) fn is_finished(&self) -> bool {
        self.items.is_empty() && self.next.is_none() && self.is_done()
    }

    fn is_done(&self) -> bool {
        // A walk that goes on without a token asks for the same page anew, as one of scheduled tasks.
        let turned = |page: &PageRequest| page.token.is_some();
        let enough = self.one_page && self.pages_read > 0 && self.position().is_some_and(turned);
        enough || self.past || self.failure.is_some() || self.position().is_none()
    }

    /// Whether it did not answer to the end.
    pub(super) fn has_failed(&self) -> bool {
        self.failure.is_some()
    }

    /// Where and what is asked, whichever kind of task it is asked for.
    pub(super) fn question(&self) -> String {
        let target = Target {
            timed: None,
            ..self.target().clone()
        };
        self.place.label(&target)
    }

    /// Whether at least one page came.
    pub(super) fn answered(&self) -> bool {
        self.pages_read > 0
    }

    /// When its next row was created, in seconds.
    pub(super) fn head(&self) -> Option<i64> {
        match self.items.front() {
            Some(PageItem::Row(created, ..)) => Some(*created),
            _ => None,
        }
    }

    /// Takes its next record of the set, and whether it is shown.
    pub(super) fn take(&mut self) -> Option<(Row, bool)> {
        self.head()?;
        match self.items.pop_front()? {
            PageItem::Row(_, row, in_view) => Some((row, in_view)),
            PageItem::Body(..) => None,
        }
    }

    /// Takes the body that its next rows are in.
    pub(super) fn take_body(&mut self) -> Option<(Body, usize)> {
        match self.items.front()? {
            PageItem::Row(..) => return None,
            PageItem::Body(..) => {}
        }
        match self.items.pop_front()? {
            PageItem::Body(body, records) => Some((body, records)),
            PageItem::Row(..) => None,
        }
    }

    /// Begins with the page that was asked for next, when the one before it is used up.
    pub(super) fn turn_page(&mut self) {
        if self.items.is_empty()
            && let Some(next) = self.next.take()
        {
            self.reading = next.asked;
            self.items = next.items;
        }
    }

    /// Whether everything that is asked for was read, from the first page on.
    pub(super) fn read_whole(&self) -> bool {
        let to_the_end = self.past || self.position().is_none();
        self.from_start && self.failure.is_none() && to_the_end
    }

    /// The page that was not asked for, though nothing went wrong.
    pub(super) fn left_off(&self) -> Option<Resume> {
        if self.failure.is_some() {
            None
        } else {
            self.resume()
        }
    }

    fn resume(&self) -> Option<Resume> {
        let page = self.unread()?.clone();
        let timed = self.target().timed;
        Some(Resume { page, timed })
    }

    /// The first page of which not everything was taken.
    fn unread(&self) -> Option<&PageRequest> {
        match &self.next {
            _ if !self.items.is_empty() => self.reading.as_ref(),
            Some(next) => next.asked.as_ref(),
            None if self.past => None,
            None => self.position(),
        }
    }

    /// Hands its pages to whoever asks for the next one; `None` while somebody does.
    pub(super) fn start_fetch(&mut self) -> Option<Box<Pages>> {
        let PageState::Idle(pages) = &self.pages else {
            return None;
        };
        let away = PageState::Asked(pages.position().cloned());
        match std::mem::replace(&mut self.pages, away) {
            PageState::Idle(pages) => Some(pages),
            PageState::Asked(..) => None,
        }
    }

    /// Takes its pages back, with what was answered.
    pub(super) fn finish_fetch(
        &mut self,
        pages: Box<Pages>,
        answer: Result<Option<Page>, ApiError>,
    ) {
        let asked = self.position().cloned();
        if pages.is_scheduled() {
            self.target.timed = Some(true);
        }
        self.pages = PageState::Idle(pages);
        self.lateness = Lateness::InTime;
        match answer {
            Ok(page) => {
                self.pages_read += 1;
                let page = page.unwrap_or_default();
                self.past = self.all_past(&page.invocations);
                let mut items = VecDeque::with_capacity(page.invocations.len() + 1);
                items.push_back(PageItem::Body(page.body, page.invocations.len()));
                let repeated = &mut self.anomalies.repeated;
                let records = each_once(page.invocations, &self.filter, repeated);
                items.extend(records.into_iter().filter_map(|record| self.accept(record)));
                self.next = Some(NextPage { asked, items });
            }
            Err(error) => self.failure = Some(error),
        }
    }

    /// Whether a whole page is older than `--since`. Nobody documents the service's order, so this ends the walk only
    /// while every record so far came newest first.
    fn all_past(&self, records: &[Invocation]) -> bool {
        let Some(since) = self.filter.filters.since else {
            return false;
        };
        let mut last = self.last;
        let mut past = |record: &Invocation| {
            let created = created_at(record);
            let in_order = created <= last;
            last = created;
            in_order && created < since.as_second()
        };
        self.out_of_order == 0 && !records.is_empty() && records.iter().all(&mut past)
    }

    /// Takes a record in if it is what was asked for and passes the filters that the service would have ignored.
    fn accept(&mut self, invocation: Invocation) -> Option<PageItem> {
        let created = if self.is_timed {
            created_at(&invocation)
        } else {
            i64::MIN
        };
        self.records += 1;
        self.out_of_order += usize::from(created > self.last);
        self.last = created;
        if !self.is_answered_by(&invocation) {
            return None;
        }
        let repairs = &self.target().repairs;
        let repaired = repairs.iter().all(|repair| repair.passes(&invocation));
        if !repaired {
            return None;
        }
        self.anomalies.untimed += usize::from(self.filter.filters.cannot_place(&invocation));
        let named = self.filter.set(&invocation)?;
        self.found += 1;
        let shown = self.filter.view(&invocation, named.clone());
        let in_view = shown.is_some();
        let shown = shown.unwrap_or(Shown::Some(Vec::new()));
        let row = Row::new(invocation, Arc::clone(&self.place.origin), named, shown);
        Some(PageItem::Row(created, row, in_view))
    }

    /// Compares a record with the question: nothing else may pass for an answer to it.
    fn is_answered_by(&mut self, invocation: &Invocation) -> bool {
        let target = self.target();
        let (id, instance_id) = (invocation.id(), target.instance_id.as_deref());
        let with_instance =
            instance_id.is_none_or(|id| invocation.instances().any(|i| i.id() == id));
        let is_asked = target.is_about(invocation);
        if is_asked && with_instance {
            return true;
        }
        if is_asked && target.invoke_id.is_some() {
            self.anomalies.without_instance.push(id);
        } else {
            let asked = self.label();
            self.anomalies.foreign.push((id, asked));
        }
        false
    }

    /// Whether its region turned out to be without this API, which nobody said that it has.
    pub(super) fn is_left_out(&self) -> bool {
        let refused = |error: &ApiError| matches!(error.cause(), ApiError::Service(refusal) if refusal.kind == RefusalKind::RegionWithoutApi);
        self.place.may_lack_api && self.failure.as_ref().is_some_and(refused)
    }

    pub(super) fn into_failure(self) -> Option<Failure> {
        let label = self.label();
        // Of what came before the failure, some may not have been taken.
        let resume = self.resume().filter(|resume| resume.page.token.is_some());
        self.failure.map(|error| Failure {
            label,
            origin: self.place.origin,
            error,
            resume,
        })
    }
}

/// When a record was created, or a run begun, in seconds; one that does not say counts as the oldest.
fn created_at(invocation: &Invocation) -> i64 {
    invocation.time().map_or(i64::MIN, Timestamp::as_second)
}

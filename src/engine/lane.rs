//! One target of a walk: its pages, and the rows that wait to be taken.

use std::collections::VecDeque;
use std::sync::Arc;

use jiff::Timestamp;

use crate::api::client::ApiError;
use crate::api::pages::Pages;
use crate::api::request::PageRequest;
use crate::model::{Body, Invocation, Origin, Selected};
use crate::query::{Query, Sieve, Target};

/// A target that did not answer to the end.
#[derive(Debug)]
pub struct Failure {
    /// What was asked.
    pub target: Target,
    /// Why there is no more.
    pub error: ApiError,
    /// The page that failed; `None` when it was the first, so that there is nothing to resume.
    pub resume: Option<PageRequest>,
}

/// A target on its way.
#[derive(Debug)]
pub(super) struct Lane {
    pages: Pages,
    origin: Arc<Origin>,
    sieve: Arc<Sieve>,
    /// Rows that wait to be taken, each with when it was created, in seconds.
    waiting: VecDeque<(i64, Selected)>,
    /// Bodies that came since they were taken last.
    pub(super) bodies: Vec<Body>,
    one_page: bool,
    from_start: bool,
    /// Everything to come is older than what is asked for.
    past: bool,
    pages_read: usize,
    /// How many records came.
    pub(super) records: usize,
    /// How many of them passed.
    pub(super) found: usize,
    /// How many records were newer than the one before them.
    pub(super) out_of_order: usize,
    last: i64,
    failure: Option<ApiError>,
}

impl Lane {
    pub(super) fn new(pages: Pages, origin: Arc<Origin>, sieve: Arc<Sieve>, query: &Query) -> Self {
        let from_start = pages.position().is_some_and(|page| page.token.is_none());
        Self {
            pages,
            origin,
            sieve,
            waiting: VecDeque::new(),
            bodies: Vec::new(),
            one_page: query.one_page,
            from_start,
            past: false,
            pages_read: 0,
            records: 0,
            found: 0,
            out_of_order: 0,
            last: i64::MAX,
            failure: None,
        }
    }

    pub(super) fn target(&self) -> &Target {
        self.pages.target()
    }

    /// Whether its next row is not known yet.
    pub(super) fn needs_page(&self) -> bool {
        self.waiting.is_empty() && !self.is_done()
    }

    fn is_done(&self) -> bool {
        let enough = self.one_page && self.pages_read > 0;
        enough || self.past || self.failure.is_some() || self.pages.position().is_none()
    }

    /// Whether at least one page came.
    pub(super) fn answered(&self) -> bool {
        self.pages_read > 0
    }

    /// When its next row was created, in seconds.
    pub(super) fn head(&self) -> Option<i64> {
        self.waiting.front().map(|(created, _)| *created)
    }

    pub(super) fn take(&mut self) -> Option<Selected> {
        self.waiting.pop_front().map(|(_, row)| row)
    }

    /// Whether everything that is asked for was read, from the first page on.
    pub(super) fn read_whole(&self) -> bool {
        let to_the_end = self.past || self.pages.position().is_none();
        self.from_start && self.failure.is_none() && to_the_end
    }

    /// The page that was not asked for, though nothing went wrong.
    pub(super) fn left_off(&self) -> Option<&PageRequest> {
        if self.failure.is_some() || self.past {
            None
        } else {
            self.pages.position()
        }
    }

    /// Asks for pages until a row waits or there is nothing more to ask for.
    pub(super) async fn fetch(&mut self) {
        while self.needs_page() {
            match self.pages.next().await {
                Ok(page) => {
                    self.pages_read += 1;
                    let page = page.unwrap_or_default();
                    self.bodies.push(page.body);
                    let records = page.invocations;
                    self.past = self.all_past(&records);
                    for invocation in records {
                        self.accept(invocation);
                    }
                }
                Err(error) => self.failure = Some(error),
            }
        }
    }

    /// Whether a whole page is older than `--since`. Nobody documents the service's order, so this ends the walk only
    /// while every record so far came newest first.
    fn all_past(&self, records: &[Invocation]) -> bool {
        let Some(since) = self.sieve.filters.since else {
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

    /// Takes a record in if it passes the filters that the service would have ignored.
    fn accept(&mut self, invocation: Invocation) {
        let created = created_at(&invocation);
        self.records += 1;
        self.out_of_order += usize::from(created > self.last);
        self.last = created;
        let repaired = self
            .target()
            .repairs
            .iter()
            .all(|repair| repair.passes(&invocation));
        let Some(view) = self.sieve.take(&invocation).filter(|_| repaired) else {
            return;
        };
        self.found += 1;
        if let Some(shown) = view {
            let origin = Arc::clone(&self.origin);
            self.waiting.push_back((
                created,
                Selected {
                    invocation,
                    origin,
                    shown,
                },
            ));
        }
    }

    pub(super) fn into_failure(self) -> Option<Failure> {
        let resume = self
            .pages
            .position()
            .filter(|page| page.token.is_some())
            .cloned();
        let target = self.pages.target().clone();
        self.failure.map(|error| Failure {
            target,
            error,
            resume,
        })
    }
}

/// When a record was created, in seconds; one that does not say counts as the oldest.
fn created_at(invocation: &Invocation) -> i64 {
    invocation.created().map_or(i64::MIN, Timestamp::as_second)
}

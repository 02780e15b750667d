//! `--hosts`: names of instances, asked for while the list goes on. Each ID is asked for once; a row waits until the names
//! of its instances are there, and whatever comes behind it waits, too.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use super::forms;
use super::source::Source;
use crate::api::error::ApiError;
use crate::api::objects::ObjectList;
use crate::engine::{Failure, Place, Step, hosts};
use crate::model::Row;
use crate::query::{Id, IdKind};
use crate::report;
use crate::ui::Ui;

/// A request that is not full is sent after this many pages: rows should not wait for the last few IDs for long.
const PAGES: usize = 4;

/// Names are nothing that was asked for first, and not worth waiting for any longer.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// What waits for names.
pub(super) enum Held {
    Row(Row),
    PageEnd,
}

/// Asks for names.
pub(super) struct HostNames {
    places: Vec<Place>,
    /// The request of each ID, by place.
    request_of: Vec<HashMap<String, usize>>,
    /// Requests that are not full.
    open: Vec<Batch>,
    /// How many requests were opened.
    opened: usize,
    under_way: JoinSet<Answer>,
    done: HashSet<usize>,
    held: VecDeque<(Held, Vec<usize>)>,
    /// How many pages came.
    pages: usize,
    /// Lists that were refused, by place: nothing more is asked of them.
    refused: HashSet<(usize, &'static str)>,
    failure: Option<Failure>,
    asked: usize,
    found: usize,
}

/// IDs that are asked for together.
struct Batch {
    number: usize,
    place: usize,
    list: ObjectList,
    ids: Vec<String>,
    /// How many pages had come when it was opened.
    pages: usize,
}

struct Answer {
    number: usize,
    place: usize,
    list: ObjectList,
    found: Result<usize, ApiError>,
}

/// What asks for names, where they are wanted and told.
pub(super) fn of(source: &Source<'_>) -> Option<HostNames> {
    let wanted = source.request.shows_hosts() && forms::tells_instances(source.request);
    (wanted && !source.places.is_empty()).then(|| HostNames::new(source))
}

impl HostNames {
    /// Asks where a source asks.
    pub(super) fn new(source: &Source<'_>) -> Self {
        Self {
            places: source.places.clone(),
            request_of: source.places.iter().map(|_| HashMap::new()).collect(),
            open: Vec::new(),
            opened: 0,
            under_way: JoinSet::new(),
            done: HashSet::new(),
            held: VecDeque::new(),
            pages: 0,
            refused: HashSet::new(),
            failure: None,
            asked: 0,
            found: 0,
        }
    }

    /// Takes what has to wait.
    pub(super) fn take(&mut self, step: &Step<'_>) {
        match step {
            Step::Row(row) => {
                let needs = self.ask(row);
                self.held.push_back((Held::Row((*row).clone()), needs));
            }
            Step::PageEnd => {
                self.held.push_back((Held::PageEnd, Vec::new()));
                self.pages += 1;
                self.send_all(|batch, pages| pages >= batch.pages + PAGES);
            }
            Step::Body { .. } | Step::Late(_) | Step::Hidden(_) => {}
        }
    }

    /// Asks for the names of a row's instances, and gives the requests that it waits for.
    fn ask(&mut self, row: &Row) -> Vec<usize> {
        let mut needs = Vec::new();
        let of_row = |place: &Place| Arc::ptr_eq(&place.origin, row.origin());
        let Some(place) = self.places.iter().position(of_row) else {
            return needs;
        };
        for instance in row.instances() {
            let id = instance.id();
            let known = self.request_of.get(place).and_then(|known| known.get(&*id));
            let number = match known.copied() {
                Some(number) => number,
                None if row.origin().hosts.get(&id).is_some() => continue,
                // What is no ID of an instance cannot be asked for.
                None if Id::parse(&id).is_none_or(|id| id.kind != IdKind::Instance) => continue,
                None => self.enqueue(place, &id),
            };
            if !self.done.contains(&number) && !needs.contains(&number) {
                needs.push(number);
            }
        }
        needs
    }

    /// Puts an ID into a request, and gives its number.
    fn enqueue(&mut self, place: usize, id: &str) -> usize {
        let list = hosts::list_of(id);
        let same = |batch: &Batch| batch.place == place && batch.list == list;
        let at = self.open.iter().position(same).unwrap_or_else(|| {
            self.open.push(Batch {
                number: self.opened,
                place,
                list,
                ids: Vec::new(),
                pages: self.pages,
            });
            self.opened += 1;
            self.open.len() - 1
        });
        let Some(batch) = self.open.get_mut(at) else {
            return 0;
        };
        let number = batch.number;
        batch.ids.push(id.to_owned());
        if let Some(known) = self.request_of.get_mut(place) {
            known.insert(id.to_owned(), number);
        }
        if batch.ids.len() >= list.most {
            let full = self.open.swap_remove(at);
            self.send(full);
        }
        number
    }

    fn send_all(&mut self, is_due: impl Fn(&Batch, usize) -> bool) {
        let pages = self.pages;
        let (due, open) = std::mem::take(&mut self.open)
            .into_iter()
            .partition(|batch| is_due(batch, pages));
        self.open = open;
        let due: Vec<Batch> = due;
        for batch in due {
            self.send(batch);
        }
    }

    fn send(&mut self, batch: Batch) {
        let Batch {
            number,
            place,
            list,
            ids,
            ..
        } = batch;
        let asked = self.places.get(place).cloned();
        let is_refused = self.refused.contains(&(place, list.action.name));
        let Some(asked) = asked.filter(|_| !is_refused) else {
            self.done.insert(number);
            return;
        };
        self.asked += ids.len();
        let client = asked.client.beside(LONGEST_WAIT);
        let asked = Place { client, ..asked };
        self.under_way.spawn(async move {
            Answer {
                number,
                place,
                list,
                found: hosts::learn(&asked, list, &ids).await,
            }
        });
    }

    /// What need not wait any longer.
    pub(super) fn ready(&mut self) -> Vec<Held> {
        while let Some(Ok(answer)) = self.under_way.try_join_next() {
            self.note(answer);
        }
        let mut ready = Vec::new();
        while let Some((_, needs)) = self.held.front()
            && needs.iter().all(|number| self.done.contains(number))
        {
            ready.extend(self.held.pop_front().map(|(held, _)| held));
        }
        ready
    }

    fn note(&mut self, answer: Answer) {
        let Answer {
            number,
            place,
            list,
            found,
        } = answer;
        self.done.insert(number);
        match found {
            Ok(found) => self.found += found,
            Err(error) => {
                self.refused.insert((place, list.action.name));
                let place = self.places.get(place);
                let failure = place.map(|place| Failure {
                    label: String::new(),
                    origin: Arc::clone(&place.origin),
                    error,
                    resume: None,
                });
                self.failure = self.failure.take().or(failure);
            }
        }
    }

    /// Asks for the names of rows that are known.
    pub(super) async fn learn<'r>(&mut self, rows: impl Iterator<Item = &'r Row>) {
        for row in rows {
            self.ask(row);
        }
        self.settle().await;
    }

    /// Waits for all names.
    pub(super) async fn settle(&mut self) {
        self.send_all(|_, _| true);
        while let Some(answer) = self.under_way.join_next().await {
            if let Ok(answer) = answer {
                self.note(answer);
            }
        }
    }

    /// Everything that waits, with or without names.
    pub(super) fn release(&mut self) -> Vec<Held> {
        self.under_way.abort_all();
        self.held.drain(..).map(|(held, _)| held).collect()
    }

    /// Says once why names are missing.
    pub(super) fn tell(&mut self, source: &Source<'_>) {
        let ui: &Ui = source.ui;
        if let Some(failure) = self.failure.take() {
            for report in source.reports(&[failure], 1) {
                ui.warning(&report::unnamed(&report));
            }
        } else if self.found == 0 && self.asked > 0 {
            ui.note("no instance has a name that is told: they are released, or the identity may not list them (ecs:DescribeInstances)");
        }
        (self.asked, self.found) = (0, 1);
    }
}

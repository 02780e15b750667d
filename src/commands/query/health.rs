//! How the agents are, in the view of an invocation: a line for each instance that the command has not reached, or whose
//! code says that the agent or the host is the trouble. Where there is none, nothing is asked.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::forms;
use super::source::Source;
use crate::api::objects::ObjectList;
use crate::cells::wrapped;
use crate::engine::hosts::{Agent, agents};
use crate::engine::{Place, place_of};
use crate::model::{Instance, Origin, Row, time};
use crate::sanitise;
use crate::vocabulary::{AGENT_CODES, PENDING};

/// The agents are nothing that was asked for, and not worth waiting for any longer.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// Whose agents are to be asked for.
#[derive(Default)]
pub(super) struct Health {
    origin: Option<Arc<Origin>>,
    instances: Vec<InTrouble>,
}

/// An instance in trouble.
struct InTrouble {
    id: String,
    name: Option<String>,
    status: Option<String>,
}

impl Health {
    /// What of a result asks for agents: the view of one invocation alone.
    pub(super) fn of(source: &Source<'_>) -> Option<Self> {
        let is_view = forms::is_view(source.request) && !source.request.reads_saved();
        is_view.then(Self::default)
    }

    /// Takes the instances in trouble.
    pub(super) fn see(&mut self, row: &Row) {
        self.origin = Some(Arc::clone(row.origin()));
        for instance in row.instances().filter(|one| is_in_trouble(*one)) {
            let host = row.host(instance);
            self.instances.push(InTrouble {
                id: instance.id().into_owned(),
                name: row.host_name(instance),
                status: host.map(|it| it.status).filter(|it| !it.is_empty()),
            });
        }
    }

    /// The lines about them, as wide as the view. What cannot be asked is a note.
    pub(super) async fn lines(&self, source: &Source<'_>) -> String {
        let places = &source.places;
        let place = self.origin.as_ref().and_then(|it| place_of(places, it));
        let Some(place) = place.filter(|_| !self.instances.is_empty()) else {
            return String::new();
        };
        let client = place.client.beside(LONGEST_WAIT);
        let at = Place {
            client,
            ..place.clone()
        };
        let mut known = HashMap::new();
        for some in self.instances.chunks(ObjectList::AGENTS.most) {
            let ids: Vec<String> = some.iter().map(|one| one.id.clone()).collect();
            match agents(&at, &ids).await {
                Ok(agents) => {
                    known.extend(agents.into_iter().map(|it| (it.instance_id.clone(), it)));
                }
                Err(error) => {
                    let why = source.refused(place, &error).message;
                    source
                        .ui
                        .note(&format!("how the agents are is not known: {why}"));
                    return String::new();
                }
            }
        }
        let (width, hosts) = (forms::options(source).width, source.request.shows_hosts());
        let now = source.host.clock.now();
        let line = |one: &InTrouble| {
            let line = one.line(known.get(&one.id), now, hosts);
            let line = sanitise::line(&line).into_owned();
            wrapped(&line, width, 4).into_owned() + "\n"
        };
        let lines: String = self.instances.iter().map(line).collect();
        format!("\n{lines}")
    }
}

fn is_in_trouble(instance: Instance<'_>) -> bool {
    let code = instance.record().text("ErrorCode").unwrap_or_default();
    instance.status().eq_ignore_ascii_case(PENDING) || AGENT_CODES.contains(&&*code)
}

impl InTrouble {
    /// `  i-…: agent 2.2.3.857, last heard 3h ago, 0 active tasks`, and with its name how the instance is.
    fn line(&self, agent: Option<&Agent>, now: Timestamp, hosts: bool) -> String {
        let name = self.name.as_ref().filter(|_| hosts);
        let name = name.map_or_else(String::new, |name| format!(" ({name})"));
        let status = self.status.as_ref().filter(|_| hosts);
        let status = status.map_or_else(String::new, |word| format!("; the instance is {word}"));
        let agent = agent.map_or_else(|| NONE.to_owned(), |agent| told(agent, now));
        format!("  {}{name}: {agent}{status}", self.id)
    }
}

const NONE: &str = "no agent is known";

fn told(agent: &Agent, now: Timestamp) -> String {
    let version = agent.cloud_assistant_version.as_deref().unwrap_or_default();
    if version.is_empty() {
        return NONE.to_owned();
    }
    let heard = agent.last_heartbeat_time.as_deref();
    let heard = heard.and_then(time::parse);
    let heard = heard.map_or("never heard".to_owned(), |then| {
        format!("last heard {} ago", time::age(then, now))
    });
    let tasks = match agent.active_task_count {
        None => String::new(),
        Some(1) => ", 1 active task".to_owned(),
        Some(count) => format!(", {count} active tasks"),
    };
    format!("agent {version}, {heard}{tasks}")
}

//! Which invocations `DescribeInvocations` selects: all filters must hold, and all tags. `DescribeInvocationResults` has the
//! tags and the meaning of a status in common with it.

use super::fleet::{Entry, Facts, View};
use super::tags::{TAGGED, Tag, all_there};
use super::token::Position;

/// What is selected; what is left out selects everything.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// `ResourceGroupId`.
    pub resource_group: Option<String>,
    /// `InvokeId`.
    pub invoke_id: Option<String>,
    /// `CommandId`.
    pub command_id: Option<String>,
    /// `CommandName`, the exact name.
    pub command_name: Option<String>,
    /// `CommandType`.
    pub command_type: Option<&'static str>,
    /// `Timed`.
    pub timed: Option<bool>,
    /// `InvokeStatus`.
    pub status: Option<&'static str>,
    /// `InstanceId`.
    pub instance_id: Option<String>,
    /// `RepeatMode`.
    pub mode: Option<&'static str>,
    /// Tags.
    pub tags: Vec<Tag>,
}

impl Filter {
    /// Whether an invocation with the tags is selected. With an instance, the whole invocation is, all its instances
    /// included.
    pub fn selects(&self, facts: &Facts<'_>) -> bool {
        is(self.resource_group.as_deref(), facts.resource_group)
            && is(self.invoke_id.as_deref(), facts.id)
            && is(self.command_id.as_deref(), facts.command_id)
            && is(self.command_type, facts.kind)
            && self.timed().is_none_or(|timed| timed == facts.timed)
            && match self.instance_id.as_deref() {
                // Beside an instance the name, the mode and PartialFailed have no effect.
                Some(id) => {
                    facts.instances.contains(&id)
                        && (self.status == Some("PartialFailed") || self.has_status(facts))
                }
                None => {
                    is(self.command_name.as_deref(), facts.name)
                        && is(self.mode, facts.mode)
                        && self.has_status(facts)
                }
            }
    }

    /// Left out it is false, except beside an `InvokeId`, which finds scheduled invocations too.
    fn timed(&self) -> Option<bool> {
        match self.timed {
            None if self.invoke_id.is_none() => Some(false),
            timed => timed,
        }
    }

    fn has_status(&self, facts: &Facts<'_>) -> bool {
        self.status.is_none_or(|word| has_status(word, facts))
    }
}

/// Whether an invocation has a status in the sense of the filter.
///
/// - *Finished* is the old word: every process ended or was stopped, whatever the exit codes. Scheduled ones never are.
/// - *Failed* could be meant in the old sense (nothing ran to its end) or in the new one (nothing succeeded); nobody
///   says. The other words of the list that have two senses beside it, *Success* above all, are explained in the new
///   one, so this server takes the new one. Scheduled ones never are.
/// - A scheduled one is *Running* until it is stopped, even while it waits for its time.
/// - Everything else is the word that the answer shows as `InvocationStatus`.
pub fn has_status(word: &str, facts: &Facts<'_>) -> bool {
    let scheduled = matches!(facts.mode, "Period" | "EveryReboot");
    match word {
        "Finished" => !scheduled && facts.old_status == "Finished",
        "Failed" => !scheduled && facts.status == "Failed",
        "Running" => facts.status == "Running" || (scheduled && facts.timed),
        word => facts.status == word,
    }
}

/// Whether a value is the one that was asked for, if one was.
pub fn is(wanted: Option<&str>, value: &str) -> bool {
    wanted.is_none_or(|wanted| wanted == value)
}

/// The records from a position on that carry the tags, each with its own position.
pub fn tagged<'a>(
    tags: &'a [Tag],
    fleet: &'a View<'_>,
    from: Position,
) -> impl Iterator<Item = (Position, Entry<'a>)> {
    let mut tagged = from.tagged;
    (from.index..fleet.len())
        .filter_map(|index| Some((index, fleet.get(index)?)))
        .filter(|(_, entry)| all_there(tags, &entry.facts().tags))
        .map(move |(index, entry)| {
            let here = Position {
                index,
                tagged,
                after_empty: false,
            };
            tagged += 1;
            (here, entry)
        })
        .take_while(|(here, _)| tags.is_empty() || here.tagged < TAGGED)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Facts<'static> {
        Facts {
            id: "t-1",
            command_id: "c-1",
            name: "disk-usage",
            kind: "RunShellScript",
            mode: "Once",
            timed: false,
            status: "Failed",
            old_status: "Finished",
            resource_group: "",
            tags: vec![("team", "web"), ("window", "")],
            instances: vec!["i-1", "i-2"],
        }
    }

    fn text<T: From<String>>(value: &str) -> T {
        value.to_owned().into()
    }

    #[test]
    fn every_filter_must_hold() {
        let right = Filter {
            invoke_id: text("t-1"),
            command_id: text("c-1"),
            command_name: text("disk-usage"),
            command_type: Some("RunShellScript"),
            timed: Some(false),
            status: Some("Failed"),
            mode: Some("Once"),
            ..Filter::default()
        };
        assert!(right.selects(&facts()));
        for wrong in [
            Filter {
                invoke_id: text("t-2"),
                ..right.clone()
            },
            Filter {
                command_id: text("c-2"),
                ..right.clone()
            },
            Filter {
                command_name: text("disk"),
                ..right.clone()
            },
            Filter {
                command_type: Some("RunBatScript"),
                ..right.clone()
            },
            Filter {
                timed: Some(true),
                ..right.clone()
            },
            Filter {
                status: Some("Success"),
                ..right.clone()
            },
            Filter {
                mode: Some("Period"),
                ..right.clone()
            },
            Filter {
                instance_id: text("i-3"),
                ..right.clone()
            },
            Filter {
                resource_group: text("rg-1"),
                ..right.clone()
            },
        ] {
            assert!(!wrong.selects(&facts()), "{wrong:?}");
        }
    }

    #[test]
    fn beside_an_instance_three_filters_have_no_effect() {
        let filter = Filter {
            instance_id: text("i-2"),
            command_name: text("other"),
            mode: Some("Period"),
            status: Some("PartialFailed"),
            ..Filter::default()
        };
        assert!(filter.selects(&facts()));
        let status = Some("Success");
        assert!(!Filter { status, ..filter }.selects(&facts()));
    }

    #[test]
    fn timed_left_out_hides_scheduled_ones_except_beside_an_id() {
        let waiting = Facts {
            timed: true,
            mode: "Period",
            status: "Scheduled",
            old_status: "Running",
            ..facts()
        };
        let selects = |filter: Filter| filter.selects(&waiting);
        assert!(!selects(Filter::default()));
        assert!(selects(Filter {
            invoke_id: text("t-1"),
            ..Filter::default()
        }));
        assert!(!selects(Filter {
            invoke_id: text("t-1"),
            timed: Some(false),
            ..Filter::default()
        }));
        let timed = Filter {
            timed: Some(true),
            ..Filter::default()
        };
        for word in ["Running", "Scheduled"] {
            assert!(selects(Filter {
                status: Some(word),
                ..timed.clone()
            }));
        }
    }

    #[test]
    fn the_old_word_finished_ignores_exit_codes_and_scheduled_ones() {
        assert!(has_status("Finished", &facts()));
        assert!(!has_status(
            "Finished",
            &Facts {
                mode: "EveryReboot",
                ..facts()
            }
        ));
        assert!(!has_status(
            "Failed",
            &Facts {
                mode: "Period",
                ..facts()
            }
        ));
        assert!(!has_status(
            "Finished",
            &Facts {
                old_status: "Failed",
                ..facts()
            }
        ));
    }
}

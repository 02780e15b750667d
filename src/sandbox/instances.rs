//! `DescribeInstances`, `DescribeManagedInstances` and `DescribeCloudAssistantStatus`: the machines of the fleet.

use serde_json::Value;

use super::asked::Asked;
use super::fleet::hosts::Machine;
use super::fleet::object::Object;
use super::page::{self, Form, Page};
use super::params::Parameters;
use super::refusal::Refusal;
use super::regions;
use super::token::Position;

/// The parameters of `DescribeInstances`, of the many that there are.
pub const OF_INSTANCES: Parameters = Parameters {
    texts: "InstanceName",
    booleans: "",
    words: &[("Status", "Pending Running Starting Stopping Stopped")],
    others: "RegionId InstanceIds MaxResults NextToken PageNumber PageSize",
};

/// The parameters of `DescribeManagedInstances`.
pub const OF_MANAGED: Parameters = Parameters {
    texts: "InstanceName",
    booleans: "Connected",
    words: &[("OsType", "windows linux FreeBSD")],
    others: "RegionId InstanceId.N MaxResults NextToken PageNumber PageSize",
};

/// The parameters of `DescribeCloudAssistantStatus`.
pub const OF_AGENTS: Parameters = Parameters {
    texts: "",
    booleans: "",
    words: &[("OSType", "Windows Linux FreeBSD")],
    others: "RegionId InstanceId.N MaxResults NextToken PageNumber PageSize",
};

/// How many instances a request may name.
const MOST: usize = 100;
const MOST_MANAGED: usize = 50;

/// Answers `DescribeInstances`.
pub fn describe(asked: &Asked<'_>) -> Result<Page, Refusal> {
    let named = match asked.params.get("InstanceIds") {
        None => None,
        Some(text) => {
            let list: Option<Vec<String>> = serde_json::from_str(text).ok();
            let list = list.filter(|list| list.len() <= MOST);
            Some(list.ok_or_else(Refusal::bad_instance_ids)?)
        }
    };
    let region = regions::asked(asked.params)?;
    let status = asked.params.get("Status");
    let form = Form {
        most: MOST,
        lenient: true,
        ..Form::of("Instances", "Instance")
    };
    answer(asked, form, |machine| {
        let fits = !machine.is_managed()
            && named.as_ref().is_none_or(|ids| ids.contains(&machine.id))
            && status.is_none_or(|status| status == machine.status())
            && has_name(asked, machine);
        fits.then(|| machine.instance(region))
    })
}

/// Answers `DescribeManagedInstances`.
pub fn managed(asked: &Asked<'_>) -> Result<Page, Refusal> {
    let named = asked.params.instances();
    if named.len() > MOST_MANAGED {
        return Err(Refusal::too_many_instances());
    }
    let form = Form {
        inner: None,
        ..Form::of("Instances", "")
    };
    let fits = |object: &Object, name: &str| asked.params.allows(name, &as_text(object.get(name)));
    answer(asked, form, |machine| {
        let object = machine.managed();
        let is_named = named.is_empty() || named.contains(&machine.id.as_str());
        let fits = machine.is_managed()
            && is_named
            && fits(&object, "Connected")
            && fits(&object, "OsType")
            && has_name(asked, machine);
        fits.then_some(object)
    })
}

/// Answers `DescribeCloudAssistantStatus`. Named instances come on one page.
pub fn agents(asked: &Asked<'_>) -> Result<Page, Refusal> {
    let named = asked.params.instances();
    if named.len() > MOST {
        return Err(Refusal::too_many_instances());
    }
    let form = Form::of(
        "InstanceCloudAssistantStatusSet",
        "InstanceCloudAssistantStatus",
    );
    let form = Form {
        least: named.len(),
        ..form
    };
    let os = asked.params.get("OSType");
    answer(asked, form, |machine| {
        let object = machine.agent(asked.now);
        let is_named = named.is_empty() || named.contains(&machine.id.as_str());
        let is_os = |os: &str| os.eq_ignore_ascii_case(&as_text(object.get("OSType")));
        (is_named && os.is_none_or(is_os)).then_some(object)
    })
}

/// The page of the machines that are told of.
fn answer(
    asked: &Asked<'_>,
    form: Form,
    told: impl Fn(&Machine) -> Option<Object>,
) -> Result<Page, Refusal> {
    let region = regions::asked(asked.params)?;
    let machines = asked.fleet.at(asked.now, region, false, false).machines();
    let listed: Vec<Object> = machines.iter().filter_map(told).collect();
    let place = |index| Position {
        index,
        ..Position::default()
    };
    page::answer(
        asked,
        |from| {
            let listed = listed.into_iter().enumerate().skip(from.index);
            listed.map(move |(index, object)| (place(index), object))
        },
        form,
    )
}

/// Whether a machine has the name that is asked for, in which `*` stands for anything.
fn has_name(asked: &Asked<'_>, machine: &Machine) -> bool {
    let pattern = asked.params.get("InstanceName");
    pattern.is_none_or(|pattern| is_like(pattern, &machine.name()))
}

fn is_like(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = name.strip_prefix(parts.next().unwrap_or_default()) else {
        return false;
    };
    let Some(last) = parts.next_back() else {
        return rest.is_empty();
    };
    for part in parts {
        let Some((_, after)) = rest.split_once(part) else {
            return false;
        };
        rest = after;
    }
    rest.ends_with(last)
}

fn as_text(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::is_like;

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, name, fits) in [
            ("web-01", "web-01", true),
            ("web", "web-01", false),
            ("web-*", "web-01", true),
            ("*-01", "web-01", true),
            ("w*b*1", "web-01", true),
            ("*", "", true),
            ("a*a", "a", false),
            ("*x*", "web", false),
        ] {
            assert_eq!(is_like(pattern, name), fits, "{pattern} {name}");
        }
    }
}

//! The actions that an identity may need (RAM), each with a policy that allows it and nothing else.

use serde_json::{Value, json};

/// An action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action {
    /// Its name in a policy.
    pub name: &'static str,
    /// What it lets an identity do, for `may not …`.
    pub may: &'static str,
    /// The resources that it is asked on; none: it cannot be narrowed to any.
    pub on: &'static [&'static str],
    /// What invq needs it for.
    pub says: &'static str,
    /// What else to know; may be empty.
    pub more: &'static str,
}

/// A row is `"name" may "do what" on [resources]: "what needs it"; "what else to know"`.
macro_rules! actions {
    ($($name:literal may $may:literal on $on:tt: $says:literal; $more:literal,)*) => {
        /// Each action.
        pub const ACTIONS: &[Action] = &[$(Action { name: $name, may: $may, on: &$on, says: $says, more: $more }),*];
    };
}

actions! {
    "ecs:DescribeInvocations" may "list invocations" on ["acs:ecs:*:*:instance/*", "acs:ecs:*:*:command/*"]:
        "lists invocations: every query but `--history` needs it"; "in place of the stars, a region and an account narrow it",
    "ecs:DescribeInvocationResults" may "list past runs" on ["acs:ecs:*:*:instance/*", "acs:ecs:*:*:command/*"]:
        "lists the past runs of a task that repeats: `--history` needs it"; "in place of the stars, a region and an account narrow it",
    "ecs:DescribeInstances" may "list instances" on ["acs:ecs:*:*:instance/*"]:
        "lists instances: names for `--hosts` and `--host` need it"; "in place of the stars, a region and an account narrow it; an identity without it may be told an empty list",
    "ecs:DescribeManagedInstances" may "list hosts outside ECS" on ["acs:ecs:*:*:instance/*"]:
        "lists hosts outside ECS (`mi-…`): their names for `--hosts` and `--host` need it"; "in place of the stars, a region and an account narrow it",
    "ecs:DescribeCloudAssistantStatus" may "see how agents are" on ["acs:ecs:*:*:instance/*"]:
        "tells how the agents of instances are: the view of an invocation asks it where an agent or a host is the trouble"; "in place of the stars, a region and an account narrow it; without it the view has no such line",
    "oos:ListTaskExecutionInvocations" may "see what a template started" on ["acs:oos:*:*:execution/*"]:
        "finds the invocations behind an execution of OOS: `invq exec-…` needs it"; "in place of the stars, a region and an account narrow it",
    "oss:GetObject" may "read the delivered output" on ["acs:oss:*:*:BUCKET/*"]:
        "reads outputs that were delivered to OSS: `--full` needs it"; "put the bucket's name in",
    "ecs:DescribeRegions" may "list regions" on []:
        "lists the regions: `--all-regions` needs it"; "it cannot be narrowed to a resource",
    "sts:AssumeRole" may "take on a role" on ["acs:ram:*:*:role/ROLE-NAME"]:
        "takes on a role: the keys behind a profile of mode RamRoleArn or ChainableRamRoleArn need it"; "put the role's name in; the role's own trust policy must name who asks, too. Mode OIDC needs no action: there the trust policy decides alone",
}

/// An action by its name, in any case.
#[must_use]
pub fn action(name: &str) -> Option<&'static Action> {
    ACTIONS
        .iter()
        .find(|action| action.name.eq_ignore_ascii_case(name))
}

impl Action {
    /// The smallest policy that allows it.
    #[must_use]
    pub fn policy(&self) -> Value {
        let resource = match self.on {
            [] => json!("*"),
            [one] => json!(one),
            several => json!(several),
        };
        json!({
            "Version": "1",
            "Statement": [{"Effect": "Allow", "Action": self.name, "Resource": resource}],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_policy_is_json_that_allows_its_action_alone() {
        for action in ACTIONS {
            let policy = action.policy();
            assert_eq!(policy["Version"], "1");
            assert_eq!(policy["Statement"].as_array().unwrap().len(), 1);
            let statement = &policy["Statement"][0];
            assert_eq!(statement["Effect"], "Allow");
            assert_eq!(statement["Action"], action.name);
            let resources = statement["Resource"].to_string();
            assert!(
                action
                    .on
                    .iter()
                    .all(|resource| resources.contains(resource))
            );
            assert!(!action.on.is_empty() || resources == "\"*\"");
        }
    }
}

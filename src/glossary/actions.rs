//! The actions that an identity may need (RAM), each with a policy that allows it and nothing else.

/// An action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action {
    /// Its name in a policy.
    pub name: &'static str,
    /// What it lets an identity do, for `may not …`.
    pub may: &'static str,
    /// The kinds of resources that it is asked on; none: it cannot be narrowed to any.
    pub on: &'static [&'static str],
    /// What invq needs it for.
    pub says: &'static str,
    /// What else to know; may be empty.
    pub more: &'static str,
    /// The smallest policy that allows it, as JSON.
    pub policy: &'static str,
}

/// Each action.
pub const ACTIONS: [Action; 4] = [
    Action {
        name: "ecs:DescribeInvocations",
        may: "list invocations",
        on: &["instance", "command"],
        says: "lists invocations: every query but `--history` needs it",
        more: "in place of the stars, a region and an account narrow it",
        policy: r#"{
  "Version": "1",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "ecs:DescribeInvocations",
      "Resource": [
        "acs:ecs:*:*:instance/*",
        "acs:ecs:*:*:command/*"
      ]
    }
  ]
}
"#,
    },
    Action {
        name: "ecs:DescribeInvocationResults",
        may: "list past runs",
        on: &["instance", "command"],
        says: "lists the past runs of a task that repeats: `--history` needs it",
        more: "in place of the stars, a region and an account narrow it",
        policy: r#"{
  "Version": "1",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "ecs:DescribeInvocationResults",
      "Resource": [
        "acs:ecs:*:*:instance/*",
        "acs:ecs:*:*:command/*"
      ]
    }
  ]
}
"#,
    },
    Action {
        name: "ecs:DescribeRegions",
        may: "list regions",
        on: &[],
        says: "lists the regions: `--all-regions` needs it",
        more: "it cannot be narrowed to a resource",
        policy: r#"{
  "Version": "1",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "ecs:DescribeRegions",
      "Resource": "*"
    }
  ]
}
"#,
    },
    Action {
        name: "sts:AssumeRole",
        may: "take on a role",
        on: &["role"],
        says: "takes on a role: the keys behind a profile of mode RamRoleArn or ChainableRamRoleArn need it",
        more: "put the role's name in; the role's own trust policy must name who asks, too. \
               Mode OIDC needs no action: there the trust policy decides alone",
        policy: r#"{
  "Version": "1",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "sts:AssumeRole",
      "Resource": "acs:ram:*:*:role/ROLE-NAME"
    }
  ]
}
"#,
    },
];

/// An action by its name, in any case.
#[must_use]
pub fn action(name: &str) -> Option<&'static Action> {
    ACTIONS
        .iter()
        .find(|action| action.name.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_policy_is_json_that_allows_its_action_alone() {
        for action in ACTIONS {
            let policy: serde_json::Value = serde_json::from_str(action.policy).unwrap();
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
                    .all(|kind| resources.contains(&format!(":{kind}/")))
            );
            assert!(!action.on.is_empty() || resources == "\"*\"");
        }
    }
}

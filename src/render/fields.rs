//! `--json=FIELDS`: of each object only these fields, nested as before; paths map over arrays.

use serde_json::{Map, Value};

/// The fields to keep, as a tree: no branches below a field keep all of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields {
    branches: Vec<Branch>,
}

#[derive(Clone, Debug)]
struct Branch {
    name: String,
    below: Fields,
    seen: bool,
}

impl Fields {
    /// From dotted paths.
    pub(super) fn new(paths: &[String]) -> Self {
        let mut fields = Self::default();
        for path in paths {
            fields.add(&mut path.split('.'));
        }
        fields
    }

    fn add<'p>(&mut self, path: &mut impl Iterator<Item = &'p str>) {
        let Some(name) = path.next() else {
            // The path ends here: everything below is kept, whatever a longer path asks for.
            self.branches.clear();
            return;
        };
        if let Some(branch) = self.branches.iter_mut().find(|branch| branch.name == name) {
            // A field that is kept whole stays whole.
            if !branch.below.branches.is_empty() {
                branch.below.add(path);
            }
            return;
        }
        let mut below = Self::default();
        below.add(path);
        self.branches.push(Branch {
            name: name.to_owned(),
            below,
            seen: false,
        });
    }

    /// The same value with only these fields.
    pub(super) fn keep(&mut self, value: Value) -> Value {
        if self.branches.is_empty() {
            return value;
        }
        match value {
            Value::Array(list) => list.into_iter().map(|item| self.keep(item)).collect(),
            Value::Object(mut object) => {
                let mut kept = Map::new();
                for branch in &mut self.branches {
                    if let Some(value) = object.shift_remove(&branch.name) {
                        branch.seen = true;
                        kept.insert(branch.name.clone(), branch.below.keep(value));
                    }
                }
                Value::Object(kept)
            }
            // A path goes on below something that has nothing below it.
            Value::Null => Value::Null,
            other => other,
        }
    }

    /// Paths that no object had.
    pub(super) fn unseen(&self) -> Vec<String> {
        self.branches
            .iter()
            .flat_map(|branch| {
                if !branch.seen {
                    return vec![branch.name.clone()];
                }
                let below = branch.below.unseen().into_iter();
                below
                    .map(|path| format!("{}.{path}", branch.name))
                    .collect()
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(paths: &[&str], json: &str) -> (String, Vec<String>) {
        let paths: Vec<String> = paths.iter().map(|&path| path.to_owned()).collect();
        let mut fields = Fields::new(&paths);
        let value = fields.keep(serde_json::from_str(json).unwrap());
        (value.to_string(), fields.unseen())
    }

    #[test]
    fn paths_map_over_arrays_and_keep_their_nesting() {
        let json = r#"{"A":1,"L":[{"X":1,"Y":2},{"Y":3}],"D":{"V":"ok","W":0}}"#;
        let (text, unseen) = kept(&["L.Y", "D.V", "A"], json);
        assert_eq!(text, r#"{"L":[{"Y":2},{"Y":3}],"D":{"V":"ok"},"A":1}"#);
        assert_eq!(unseen, [""; 0]);
    }

    #[test]
    fn a_whole_field_beats_a_part_of_it() {
        let json = r#"{"D":{"V":"ok","W":0}}"#;
        assert_eq!(kept(&["D.V", "D"], json).0, json);
        assert_eq!(kept(&["D", "D.V"], json).0, json);
    }

    #[test]
    fn what_is_never_there_is_told() {
        let (text, unseen) = kept(&["A", "B", "D.X"], r#"{"A":1,"D":{"V":2}}"#);
        assert_eq!(text, r#"{"A":1,"D":{}}"#);
        assert_eq!(unseen, ["B", "D.X"]);
    }
}

//! How wide columns are, how they give way when a line is too short for all of them, and which of them stand in a second line
//! when that is not enough.

/// Cells between two columns.
pub(super) const GAP: usize = 2;

/// How a column gives way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Give {
    /// The lower gives way first.
    rank: u8,
    /// Cells that it begins with, where its texts need more.
    comfortable: usize,
    /// Cells that it can do with; with none at all it goes.
    least: usize,
}

impl Give {
    /// Never cut: at most, texts that have a short form take it.
    pub(super) const RIGID: Self = Self {
        rank: 2,
        comfortable: usize::MAX,
        least: usize::MAX,
    };

    /// Goes whole.
    pub(super) const fn whole(rank: u8) -> Self {
        Self {
            rank,
            comfortable: usize::MAX,
            least: 0,
        }
    }

    /// Shrinks, and grows to what its texts need when there is space.
    pub(super) const fn shrinks(rank: u8, comfortable: usize, least: usize) -> Self {
        Self {
            rank,
            comfortable,
            least,
        }
    }

    fn is_firm(self) -> bool {
        self.least == 0 || self == Self::RIGID
    }
}

/// What a column needs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Need {
    /// Cells of its widest text.
    pub(super) natural: usize,
    /// Cells of its widest text where those that have a short form take it.
    pub(super) short: usize,
    pub(super) give: Give,
}

impl Need {
    fn comfortable(self) -> usize {
        self.natural.min(self.give.comfortable)
    }

    fn least(self) -> usize {
        self.comfortable().min(self.give.least).min(self.short)
    }

    /// The width after it gave way by so many cells, or as much as it can.
    fn smaller_by(self, excess: usize) -> usize {
        if self.give.is_firm() {
            return self.least();
        }
        self.comfortable().saturating_sub(excess).max(self.least())
    }

    /// How many of these cells it takes beside `width`.
    fn growth(self, width: usize, spare: usize) -> usize {
        let lacks = self.natural.saturating_sub(width);
        match lacks <= spare {
            true => lacks,
            false if self.give.is_firm() => 0,
            false => spare,
        }
    }
}

/// A column in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    /// Which of the columns it is.
    pub(super) column: usize,
    pub(super) width: usize,
}

/// The lines that a row takes, each with its columns. All but the first are set in by `indent`.
pub(super) fn lines(needs: &[Need], most: Option<usize>, indent: usize) -> Vec<Vec<Placed>> {
    let all: Vec<(usize, Need)> = needs.iter().copied().enumerate().collect();
    let Some(most) = most else {
        return vec![fitted(&all, usize::MAX)];
    };
    if total(all.iter().map(|(_, need)| need.least())) <= most {
        return vec![fitted(&all, most)];
    }
    let room = |line: usize| {
        if line == 0 {
            most
        } else {
            most.saturating_sub(indent)
        }
    };
    let packed = packed(&all, room).into_iter().enumerate();
    packed
        .map(|(line, columns)| fitted(&columns, room(line)))
        .collect()
}

/// Columns line by line: first those that cannot be cut, in as few lines as they need, then, below the first line, those that
/// can. There is room for each, so that none goes.
fn packed(all: &[(usize, Need)], room: impl Fn(usize) -> usize) -> Vec<Vec<(usize, Need)>> {
    let (mut firm, mut others) = (Vec::new(), Vec::new());
    for (column, mut need) in all.iter().copied() {
        if need.give.is_firm() {
            need.give = Give::RIGID;
            firm.push((column, need));
        } else {
            others.push((column, need));
        }
    }
    let mut lines: Vec<Vec<(usize, Need)>> = Vec::new();
    let mut used = usize::MAX;
    for columns in [firm, others] {
        if lines.len() < 2 {
            used = usize::MAX;
        }
        for (column, need) in columns {
            used = used.saturating_add(GAP + need.least());
            let fits = used <= room(lines.len().saturating_sub(1));
            if let Some(line) = lines.last_mut().filter(|_| fits) {
                line.push((column, need));
            } else {
                used = need.least();
                lines.push(vec![(column, need)]);
            }
        }
    }
    lines
}

/// The columns of one line with their widths; those that gave way altogether are left out.
fn fitted(columns: &[(usize, Need)], most: usize) -> Vec<Placed> {
    let mut columns = columns.to_vec();
    columns.sort_by_key(|(_, need)| need.give.rank);
    let mut used = total(columns.iter().map(|(_, need)| need.comfortable()));
    let mut placed = Vec::new();
    for (column, need) in &columns {
        let width = match used.saturating_sub(most) {
            0 => need.comfortable(),
            excess => need.smaller_by(excess),
        };
        let gap = if width == 0 { GAP } else { 0 };
        used -= need.comfortable() - width + gap;
        placed.push((
            Placed {
                column: *column,
                width,
            },
            need,
        ));
    }
    placed.retain(|(placed, _)| placed.width > 0);
    let mut spare = most.saturating_sub(used);
    // Who gave way last gets back first.
    for (placed, need) in placed.iter_mut().rev() {
        let growth = need.growth(placed.width, spare);
        placed.width += growth;
        spare -= growth;
    }
    let mut placed: Vec<Placed> = placed.into_iter().map(|(placed, _)| placed).collect();
    placed.sort_by_key(|placed| placed.column);
    placed
}

fn total(widths: impl Iterator<Item = usize> + Clone) -> usize {
    let shown = widths.filter(|width| *width > 0);
    shown.clone().sum::<usize>() + GAP * shown.count().saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// ID, STATUS, COMMAND, AGE, TOOK and WHY.
    fn needs() -> [Need; 6] {
        let need = |natural, short, give| Need {
            natural,
            short,
            give,
        };
        [
            need(16, 16, Give::RIGID),
            need(13, 7, Give::RIGID),
            need(40, 40, Give::shrinks(3, 22, 12)),
            need(3, 3, Give::whole(1)),
            need(5, 5, Give::whole(0)),
            need(30, 30, Give::shrinks(5, 24, 12)),
        ]
    }

    fn widths(most: Option<usize>) -> Vec<Vec<(usize, usize)>> {
        let lines = lines(&needs(), most, 3);
        let widths = |line: &Vec<Placed>| line.iter().map(|it| (it.column, it.width)).collect();
        lines.iter().map(widths).collect()
    }

    #[test]
    fn without_a_limit_nothing_is_cut() {
        let all = [(0, 16), (1, 13), (2, 40), (3, 3), (4, 5), (5, 30)];
        assert_eq!(widths(None), [all]);
        assert_eq!(widths(Some(200)), [all]);
    }

    #[test]
    fn columns_give_way_in_their_order() {
        assert_eq!(
            widths(Some(100)),
            [vec![(0, 16), (1, 13), (2, 23), (3, 3), (4, 5), (5, 30)]]
        );
        assert_eq!(
            widths(Some(90)),
            [vec![(0, 16), (1, 13), (2, 22), (3, 3), (5, 28)]]
        );
        assert_eq!(widths(Some(80)), [vec![(0, 16), (1, 7), (2, 22), (5, 29)]]);
        assert_eq!(widths(Some(70)), [vec![(0, 16), (1, 7), (2, 17), (5, 24)]]);
        assert_eq!(widths(Some(53)), [vec![(0, 16), (1, 7), (2, 12), (5, 12)]]);
    }

    #[test]
    fn what_does_not_fit_stands_in_the_next_line() {
        assert_eq!(
            widths(Some(50)),
            [
                vec![(0, 16), (1, 13), (3, 3), (4, 5)],
                vec![(2, 21), (5, 24)]
            ]
        );
        assert_eq!(
            widths(Some(20)),
            [
                vec![(0, 16)],
                vec![(1, 7), (3, 3)],
                vec![(4, 5)],
                vec![(2, 17)],
                vec![(5, 17)]
            ]
        );
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_it_may_be(
            columns in proptest::collection::vec((1_usize..40, 0_usize..3, 0_u8..9), 1..9),
            most in 45_usize..120,
        ) {
            let gives = |kind, rank| [Give::RIGID, Give::whole(rank), Give::shrinks(rank, 20, 8)][kind];
            let need = |(natural, kind, rank)| Need { natural, short: natural, give: gives(kind, rank) };
            let needs: Vec<Need> = columns.into_iter().map(need).collect();
            for (index, line) in lines(&needs, Some(most), 3).iter().enumerate() {
                let indent = if index == 0 { 0 } else { 3 };
                prop_assert!(total(line.iter().map(|it| it.width)) + indent <= most);
            }
        }
    }
}

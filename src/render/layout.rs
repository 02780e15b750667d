//! The widths of columns in terminal cells, and which columns shrink or go when a line is too short for all.

use std::borrow::Cow;

use unicode_width::UnicodeWidthStr as _;

/// What a cut text ends in: one cell wide everywhere.
pub(super) const CUT: char = '~';

/// Cells between two columns.
pub(super) const GAP: usize = 2;

/// How a column behaves when space is short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Give {
    /// Never cut, never dropped.
    Rigid,
    /// Dropped whole; the lowest rank goes first.
    Drop(u8),
    /// Shrinks to so many cells, and grows to its natural width when there is space.
    Shrink {
        /// Cells that it likes to have.
        comfortable: usize,
        /// Cells that it can do with.
        least: usize,
    },
    /// Cut to so many cells, then dropped.
    ShrinkThenDrop {
        /// Cells that it likes to have.
        comfortable: usize,
        /// As of [`Give::Drop`].
        rank: u8,
    },
}

impl Give {
    fn comfortable(self, natural: usize) -> usize {
        match self {
            Self::Rigid | Self::Drop(_) => natural,
            Self::Shrink { comfortable, .. } | Self::ShrinkThenDrop { comfortable, .. } => {
                natural.min(comfortable)
            }
        }
    }

    fn rank(self) -> Option<u8> {
        match self {
            Self::Drop(rank) | Self::ShrinkThenDrop { rank, .. } => Some(rank),
            _ => None,
        }
    }
}

/// The width of each column, `None` for one that is dropped. `columns` are (natural width, behaviour).
pub(super) fn widths(columns: &[(usize, Give)], line: Option<usize>) -> Vec<Option<usize>> {
    let Some(line) = line else {
        return columns.iter().map(|(natural, _)| Some(*natural)).collect();
    };
    let mut widths: Vec<Option<usize>> = columns
        .iter()
        .map(|(natural, give)| Some(give.comfortable(*natural)))
        .collect();
    let mut ranks: Vec<u8> = columns.iter().filter_map(|(_, give)| give.rank()).collect();
    ranks.sort_unstable();
    for rank in ranks {
        if total(&widths) <= line {
            break;
        }
        for (width, (_, give)) in widths.iter_mut().zip(columns) {
            if give.rank() == Some(rank) {
                *width = None;
            }
        }
    }
    let mut spare = isize::try_from(line).unwrap_or(isize::MAX) - total(&widths).cast_signed();
    for (width, (natural, give)) in widths.iter_mut().zip(columns) {
        let Some(width) = width else { continue };
        let before = *width;
        if spare > 0 {
            *width = (*natural).min(*width + spare.unsigned_abs());
        } else if let Give::Shrink { least, .. } = give {
            *width = width
                .saturating_sub(spare.unsigned_abs())
                .max(*least)
                .min(*width);
        }
        spare += before.cast_signed() - width.cast_signed();
    }
    widths
}

fn total(widths: &[Option<usize>]) -> usize {
    let shown = widths.iter().flatten();
    shown.clone().sum::<usize>() + GAP * shown.count().saturating_sub(1)
}

/// The width of a text in cells.
pub(super) fn cells(text: &str) -> usize {
    text.width()
}

/// A text cut to `width` cells: what is cut ends in `~`.
pub(super) fn cut(text: &str, width: usize) -> Cow<'_, str> {
    if cells(text) <= width {
        return Cow::Borrowed(text);
    }
    // Measured as a whole: some characters change the width of the one before them.
    let mut kept = String::new();
    for c in text.chars() {
        kept.push(c);
        if cells(&kept) + 1 > width {
            kept.pop();
            break;
        }
    }
    if width > 0 {
        kept.push(CUT);
    }
    Cow::Owned(kept)
}

/// A line of text broken at spaces so that it fits, what follows set in by two. A word that is too long by itself stays
/// whole, so that it can be copied.
pub(super) fn wrapped(line: &str, width: Option<usize>) -> Cow<'_, str> {
    let Some(width) = width.filter(|width| cells(line) > *width) else {
        return Cow::Borrowed(line);
    };
    let text = line.trim_start_matches(' ');
    let indent = line.len() - text.len();
    let mut lines = vec![" ".repeat(indent)];
    let mut empty = true;
    for word in text.split(' ') {
        let last = lines.last().map_or(0, |line| cells(line));
        let space = usize::from(!empty);
        if !empty && last + space + cells(word) > width {
            lines.push(" ".repeat(indent + 2));
            empty = true;
        }
        // Two spaces between words are none at the beginning of a line.
        if empty && word.is_empty() {
            continue;
        }
        if let Some(last) = lines.last_mut() {
            if !empty {
                last.push(' ');
            }
            last.push_str(word);
        }
        empty = false;
    }
    let lines: Vec<&str> = lines
        .iter()
        .map(|line| line.trim_end_matches(' '))
        .collect();
    Cow::Owned(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const COMMAND: Give = Give::Shrink {
        comfortable: 22,
        least: 12,
    };

    #[test]
    fn without_a_limit_nothing_is_cut() {
        assert_eq!(
            widths(&[(10, Give::Rigid), (99, COMMAND)], None),
            [Some(10), Some(99)]
        );
    }

    #[test]
    fn columns_give_way_in_their_order() {
        let columns = [
            (17, Give::Rigid),
            (40, COMMAND),
            (6, Give::Drop(2)),
            (
                30,
                Give::ShrinkThenDrop {
                    comfortable: 20,
                    rank: 1,
                },
            ),
        ];
        assert_eq!(
            widths(&columns, Some(200)),
            [Some(17), Some(40), Some(6), Some(30)]
        );
        assert_eq!(
            widths(&columns, Some(75)),
            [Some(17), Some(26), Some(6), Some(20)]
        );
        assert_eq!(
            widths(&columns, Some(60)),
            [Some(17), Some(33), Some(6), None]
        );
        assert_eq!(widths(&columns, Some(44)), [Some(17), Some(25), None, None]);
        assert_eq!(widths(&columns, Some(35)), [Some(17), Some(16), None, None]);
        assert_eq!(widths(&columns, Some(10)), [Some(17), Some(12), None, None]);
    }

    #[test]
    fn a_cut_counts_cells_and_not_characters() {
        assert_eq!(cut("部署-订单服务", 14), "部署-订单服务");
        assert_eq!(cut("部署-订单服务", 8), "部署-订~");
        assert_eq!(cut("部署", 2), "~");
        assert_eq!(cut("abc", 0), "");
    }

    #[test]
    fn a_long_line_is_broken_between_words() {
        let line = "  Code: the agent is not running  (start it)";
        assert_eq!(wrapped(line, None), line);
        assert_eq!(wrapped(line, Some(44)), line);
        assert_eq!(
            wrapped(line, Some(34)),
            "  Code: the agent is not running\n    (start it)"
        );
        assert_eq!(
            wrapped("  at: oss://a/long/path end", Some(12)),
            "  at:\n    oss://a/long/path\n    end"
        );
    }

    proptest! {
        #[test]
        fn breaking_loses_no_word(text in "( {0,4})([a-z部]{0,9} {0,2}){0,9}", width in 1_usize..30) {
            let broken = wrapped(&text, Some(width));
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            prop_assert_eq!(words(&broken), words(&text));
            for line in broken.lines().filter(|line| cells(line) > width) {
                prop_assert_eq!(words(line).len(), 1, "{:?}", line);
            }
        }

        #[test]
        fn no_text_is_wider_than_it_was_cut_to(text in any::<String>(), width in 0_usize..40) {
            let text = crate::sanitise::line(&text);
            prop_assert!(cells(&cut(&text, width)) <= width);
        }
    }
}

//! Tells how alike two words are, and finds the one that was meant. Words that are long, or a great many, are not compared
//! letter by letter: that takes the product of their lengths.

use crate::limits;

/// How alike two words are, from 0 to 1: the share of letters that need no edit. Of different words that are too long to compare, 0.
pub fn likeness(a: &str, b: &str) -> f64 {
    if a == b {
        return 1.0;
    }
    if a.len().max(b.len()) > limits::COMPARED_NAME.size() {
        return 0.0;
    }
    strsim::normalized_damerau_levenshtein(a, b)
}

/// From here on a word may be the one that was meant.
pub const NEAR_ENOUGH: f64 = 0.6;

/// Whether a word is another one but for case, separators, or one letter of many.
pub(crate) fn is_almost(word: &str, other: &str) -> bool {
    const MOST: usize = 40;
    /// A shorter word is soon another one.
    const ENOUGH: usize = 7;
    if word == other || word.len() > MOST {
        return false;
    }
    let plain =
        |word: &str| word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let (word, other) = (plain(word), plain(other));
    word == other || (other.len() >= ENOUGH && strsim::damerau_levenshtein(&word, &other) == 1)
}

/// Finds words that are like others, and keeps the number of comparisons within a limit.
#[derive(Clone, Debug)]
pub struct Comparisons {
    left: u64,
}

impl Default for Comparisons {
    fn default() -> Comparisons {
        Comparisons { left: limits::COMPARISONS.most }
    }
}

impl Comparisons {
    /// How alike two words are, if they are alike enough. Beyond the limit, no different words are.
    pub fn likeness(&mut self, a: &str, b: &str, enough: f64) -> Option<f64> {
        if a == b {
            return Some(1.0);
        }
        if !may_be_alike(a, b, enough) {
            return None;
        }
        self.left = self.left.checked_sub(1)?;
        Some(likeness(a, b)).filter(|likeness| *likeness >= enough)
    }

    /// The word that was most likely meant, if one is near enough; of equally near ones, the first in the alphabet.
    pub fn nearest<'a>(&mut self, wanted: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        let near = words.into_iter().filter_map(|word| Some((self.likeness(wanted, word, NEAR_ENOUGH)?, word)));
        near.max_by(|(a, x), (b, y)| a.total_cmp(b).then(y.cmp(x))).map(|(_, word)| word)
    }

    /// Whether more can be made.
    pub(crate) fn has_some_left(&self) -> bool {
        self.left > 0
    }

    /// How many comparisons were made.
    pub fn spent(&self) -> u64 {
        limits::COMPARISONS.most - self.left
    }
}

/// Whether two words can be as alike as that: an edit changes the length by one, and at most two letters of those that occur.
fn may_be_alike(a: &str, b: &str, enough: f64) -> bool {
    let longest = a.len().max(b.len());
    if longest > limits::COMPARED_NAME.size() {
        return false;
    }
    // Letters of several bytes make words longer than they are, so that a few too many are compared.
    let edits = ((1.0 - enough) * longest as f64) as u32;
    let letters = |word: &str| word.bytes().fold(0u64, |letters, byte| letters | 1 << (byte % 64));
    (letters(a) ^ letters(b)).count_ones() <= 2 * edits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_found_without_comparing_all() {
        let words = ["created_at", "updated_at", "id", "cretaed_at"];
        let mut comparisons = Comparisons::default();
        assert_eq!(comparisons.nearest("createdat", words), Some("created_at"));
        assert_eq!(comparisons.nearest("xyzzy", words), None);
        assert!(comparisons.spent() <= 4, "{comparisons:?}");
    }

    /// A look at the letters is never wrong about words that are alike.
    #[test]
    fn a_first_look_only_sorts_out_what_differs() {
        let words =
            ["a", "ab", "ba", "abc", "order_id", "orderId", "id_order", "größe", "große", "groesse", "", "éé", "ee"];
        for (a, b) in words.iter().flat_map(|a| words.iter().map(move |b| (*a, *b))) {
            for enough in [0.5, 0.6, 0.75] {
                assert!(may_be_alike(a, b, enough) || likeness(a, b) < enough, "{a} {b} {enough}");
            }
        }
    }

    #[test]
    fn comparisons_end() {
        let words: Vec<String> = (0..2_000).map(|number| format!("{number:048}")).collect();
        let mut comparisons = Comparisons::default();
        comparisons.nearest(&"0".repeat(47), words.iter().map(String::as_str));
        assert_eq!(comparisons.spent(), limits::COMPARISONS.most);
        assert_eq!(likeness(&"a".repeat(1 << 20), &"b".repeat(1 << 20)), 0.0);
    }
}

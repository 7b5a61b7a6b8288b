//! Reads the primitives of the binary encoding one after the other. Nothing is trusted: lengths are compared with what is
//! left before anything is allocated, and depth and number of values are limited.

use super::malformed::{DecodeError, MAX_DEPTH, Malformed};
use crate::depth::deep;
use crate::limits;

/// A place in the bytes of data.
#[derive(Clone, Debug)]
pub struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
    depth: u32,
    /// How many values may be claimed beyond those that the bytes allow.
    free: u64,
    values_left: u64,
    /// How many values of the datum at hand may be kept in memory.
    in_memory_left: u64,
    /// Whether strings are looked at that are only passed over.
    checks_texts: bool,
    /// Strings that were not UTF-8.
    broken_texts: u64,
}

impl<'b> Reader<'b> {
    /// Starts at the first byte.
    pub fn new(bytes: &'b [u8]) -> Reader<'b> {
        Reader::with_free_values(bytes, limits::FREE_VALUES.most)
    }

    /// The same, where so many values are left that may be claimed beyond those that the bytes allow.
    pub(crate) fn with_free_values(bytes: &'b [u8], free: u64) -> Reader<'b> {
        let values_left = free + limits::VALUES_A_BYTE.most * bytes.len() as u64;
        let in_memory_left = limits::VALUES.most;
        Reader { bytes, at: 0, depth: 0, free, values_left, in_memory_left, checks_texts: false, broken_texts: 0 }
    }

    /// No more values than this may be claimed at all.
    pub(crate) fn at_most(self, values: u64) -> Reader<'b> {
        Reader { values_left: self.values_left.min(values), ..self }
    }

    /// How many values may still be claimed, of those beyond what the bytes allow.
    pub(crate) fn free_values_left(&self) -> u64 {
        self.free.min(self.values_left)
    }

    /// The same, if the bytes end at a position.
    pub(crate) fn free_values_after(&self, position: usize) -> u64 {
        let unused = limits::VALUES_A_BYTE.most * (self.bytes.len() - position) as u64;
        self.free.min(self.values_left.saturating_sub(unused))
    }

    /// How many values may still be claimed.
    pub(crate) fn values_left(&self) -> u64 {
        self.values_left
    }

    /// From here on, strings that are only passed over are looked at, too.
    pub fn check_texts(&mut self) {
        self.checks_texts = true;
    }

    /// How many strings were not UTF-8, of those that were written as text or [checked](Reader::check_texts).
    pub fn broken_texts(&self) -> u64 {
        self.broken_texts
    }

    /// Counts strings that were not UTF-8.
    pub fn add_broken_texts(&mut self, count: u64) {
        self.broken_texts += count;
    }

    /// Passes over a string.
    pub(super) fn skip_text(&mut self) -> Result<(), DecodeError> {
        let text = self.bytes()?;
        if self.checks_texts && std::str::from_utf8(text).is_err() {
            self.broken_texts += 1;
        }
        Ok(())
    }

    /// The offset of the next byte.
    pub fn position(&self) -> usize {
        self.at
    }

    /// The bytes from a position that was passed up to the next byte.
    pub fn since(&self, position: usize) -> &'b [u8] {
        &self.bytes[position.min(self.at)..self.at]
    }

    /// How many bytes are left.
    pub fn left(&self) -> usize {
        self.bytes.len() - self.at
    }

    /// The bytes must be used up.
    ///
    /// # Errors
    /// If they are not.
    pub fn finish(&self) -> Result<(), DecodeError> {
        if self.left() > 0 { Err(self.error(Malformed::LeftOver(self.left()))) } else { Ok(()) }
    }

    /// The next `count` bytes.
    ///
    /// # Errors
    /// If fewer are left.
    #[inline]
    pub fn take(&mut self, count: u64) -> Result<&'b [u8], DecodeError> {
        if count > self.left() as u64 {
            return Err(self.error(Malformed::Truncated { needed: count, left: self.left() }));
        }
        let taken = &self.bytes[self.at..self.at + count as usize];
        self.at += count as usize;
        Ok(taken)
    }

    /// A boolean: one byte, 0 or 1.
    ///
    /// # Errors
    /// If there is no such byte.
    pub fn boolean(&mut self) -> Result<bool, DecodeError> {
        let [byte] = self.array()?;
        match byte {
            0 => Ok(false),
            1 => Ok(true),
            other => Err(self.error_before(1, Malformed::NotABoolean(other))),
        }
    }

    /// An int: a long in the range of 32 bits.
    ///
    /// # Errors
    /// If there is no such number.
    pub fn int(&mut self) -> Result<i32, DecodeError> {
        self.number(|number| i32::try_from(number).map_err(|_| Malformed::NotAnInt(number)))
    }

    /// A long: zig-zag, seven bits a byte, the lowest first, in at most ten bytes.
    ///
    /// # Errors
    /// If there is no such number.
    #[inline]
    pub fn long(&mut self) -> Result<i64, DecodeError> {
        match self.bytes.get(self.at) {
            Some(&byte) if byte < 0x80 => {
                self.at += 1;
                Ok(unfolded(byte.into()))
            }
            Some(_) | None => self.longer(),
        }
    }

    /// A long that takes more than one byte.
    fn longer(&mut self) -> Result<i64, DecodeError> {
        let mut bits = 0u64;
        let mut rest = self.bytes[self.at..].iter();
        for shift in (0..64).step_by(7) {
            let Some(&byte) = rest.next() else {
                return Err(self.error(Malformed::Truncated { needed: shift / 7 + 1, left: self.left() }));
            };
            // The tenth byte has room for one bit.
            if shift == 63 && byte > 1 {
                break;
            }
            bits |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                self.at = self.bytes.len() - rest.len();
                return Ok(unfolded(bits));
            }
        }
        Err(self.error(Malformed::NotALong))
    }

    /// A float: four bytes, little-endian.
    ///
    /// # Errors
    /// If fewer are left.
    pub fn float(&mut self) -> Result<f32, DecodeError> {
        self.array().map(f32::from_le_bytes)
    }

    /// A double: eight bytes, little-endian.
    ///
    /// # Errors
    /// If fewer are left.
    pub fn double(&mut self) -> Result<f64, DecodeError> {
        self.array().map(f64::from_le_bytes)
    }

    /// Bytes or a string: a length, and as many bytes.
    ///
    /// # Errors
    /// If there is no length, or fewer bytes are left.
    #[inline]
    pub fn bytes(&mut self) -> Result<&'b [u8], DecodeError> {
        let length = self.number(|length| u64::try_from(length).map_err(|_| Malformed::NotALength(length)))?;
        self.take(length)
    }

    /// The index of an enum's symbol.
    ///
    /// # Errors
    /// If there is none, or it is not below `count`.
    pub fn symbol(&mut self, count: usize) -> Result<u32, DecodeError> {
        self.number(|index| below(index, count).ok_or(Malformed::NoSymbol { index, count }))
    }

    /// The index of a union's branch.
    ///
    /// # Errors
    /// If there is none, or it is not below `count`.
    pub fn branch(&mut self, count: usize) -> Result<u32, DecodeError> {
        self.number(|index| below(index, count).ok_or(Malformed::NoBranch { index, count }))
    }

    /// Calls `item` at each item of the next array or map, in all its blocks, one level deeper.
    ///
    /// # Errors
    /// Those of `item`, and if a block's count or size is wrong.
    pub fn each_item<E: From<DecodeError>>(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Result<(), E>,
    ) -> Result<(), E> {
        self.nested(|reader| {
            while let Some(block) = reader.block()? {
                let start = reader.at;
                for _ in 0..block.count {
                    item(reader)?;
                }
                let actual = (reader.at - start) as u64;
                if let Some(stated) = block.size
                    && stated != actual
                {
                    return Err(reader.error(Malformed::WrongBlockSize { stated: stated as i64, actual }).into());
                }
            }
            Ok(())
        })
    }

    /// The same, but blocks that state their size are passed over as a whole, unless strings are looked at.
    pub(super) fn skip_items(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        self.nested(|reader| {
            while let Some(block) = reader.block()? {
                match block.size {
                    Some(size) if !reader.checks_texts => reader.take(size).map(|_| ())?,
                    Some(_) | None => (0..block.count).try_for_each(|_| item(reader))?,
                }
            }
            Ok(())
        })
    }

    /// Goes one level deeper and comes back.
    #[inline]
    pub(crate) fn nested<T, E: From<DecodeError>>(
        &mut self,
        inside: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        if self.depth == MAX_DEPTH {
            return Err(self.error(Malformed::TooDeep).into());
        }
        self.depth += 1;
        // A few levels need far less than the stack that `deep` leaves, and most data have no more.
        let result = if self.depth.is_multiple_of(4) { deep(|| inside(self)) } else { inside(self) };
        self.depth -= 1;
        result
    }

    /// Counts a value, whether it takes bytes or not.
    ///
    /// # Errors
    /// If there are more than the bytes [allow](limits::VALUES_A_BYTE).
    #[inline]
    pub fn count_value(&mut self) -> Result<(), DecodeError> {
        match self.values_left.checked_sub(1) {
            Some(left) => {
                self.values_left = left;
                Ok(())
            }
            None => Err(self.error(Malformed::TooManyValues)),
        }
    }

    /// Starts a datum that is kept in memory.
    pub(crate) fn start_in_memory(&mut self) {
        self.in_memory_left = limits::VALUES.most;
    }

    /// Counts a value that is kept in memory.
    #[inline]
    pub(crate) fn count_in_memory(&mut self) -> Result<(), DecodeError> {
        self.count_value()?;
        self.add_in_memory(1)
    }

    /// Counts values that are kept in memory and are not read: those of a default.
    #[inline]
    pub(crate) fn add_in_memory(&mut self, values: u64) -> Result<(), DecodeError> {
        match self.in_memory_left.checked_sub(values) {
            Some(left) => {
                self.in_memory_left = left;
                Ok(())
            }
            None => Err(self.error(Malformed::TooManyInMemory)),
        }
    }

    /// Checks the length of the text that a record is written as.
    #[inline]
    pub(crate) fn check_text(&self, out: &[u8]) -> Result<(), DecodeError> {
        if out.len() > limits::RECORD_TEXT.size() { Err(self.error(Malformed::TooMuchText)) } else { Ok(()) }
    }

    /// Goes back to a [position](Reader::position), to read the same bytes again.
    pub fn go_back(&mut self, position: usize) {
        self.at = position;
    }

    /// The head of the next block of an array or map; `None` after the last.
    fn block(&mut self) -> Result<Option<BlockHead>, DecodeError> {
        let count = self.long()?;
        let size = match count {
            0 => return Ok(None),
            1.. => None,
            // For readers that want to skip the block: its size in bytes.
            ..0 => {
                let left = |reader: &Self| reader.left() as u64;
                let start = self.at;
                let stated = self.long()?;
                match u64::try_from(stated) {
                    Ok(size) if size <= left(self) => Some(size),
                    Ok(_) | Err(_) => {
                        let actual = left(self);
                        self.at = start;
                        return Err(self.error(Malformed::WrongBlockSize { stated, actual }));
                    }
                }
            }
        };
        Ok(Some(BlockHead { count: count.unsigned_abs(), size }))
    }

    /// A long that means something else; where it does not, it was not read.
    #[inline]
    fn number<T>(&mut self, meaning: impl FnOnce(i64) -> Result<T, Malformed>) -> Result<T, DecodeError> {
        let start = self.at;
        let number = self.long()?;
        meaning(number).map_err(|what| {
            self.at = start;
            self.error(what)
        })
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        self.take(N as u64).map(|bytes| bytes.try_into().expect("that many were asked for"))
    }

    #[cold]
    fn error(&self, what: Malformed) -> DecodeError {
        self.error_before(0, what)
    }

    fn error_before(&self, bytes: usize, what: Malformed) -> DecodeError {
        DecodeError { offset: self.at - bytes, what }
    }
}

/// The head of a block of an array or map.
struct BlockHead {
    count: u64,
    size: Option<u64>,
}

/// The number that zig-zag folded: 0, -1, 1, -2 are 0, 1, 2, 3.
#[inline]
fn unfolded(bits: u64) -> i64 {
    (bits >> 1) as i64 ^ -((bits & 1) as i64)
}

fn below(index: i64, count: usize) -> Option<u32> {
    u32::try_from(index).ok().filter(|&index| (index as usize) < count)
}

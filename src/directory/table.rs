//! Numbers and prefixes in two open-addressed tables of three plain columns: 14 bytes a slot, ten slots for seven rows.
//!
//! Two, because a caller is looked for among the numbers once and among the prefixes once for each length that they have. Most of these
//! looks find nothing, and the way to an empty slot is the longest: so each table has a sieve in front, one or two bytes a row, which
//! stays in the processor's caches and lets few keys through that the table does not have.

use crate::terms::{DestinationId, Number};

/// Slots for a number of rows: three of ten stay empty, so that the way from a key's place to where it stands is short.
const fn slots(rows: usize) -> usize {
    rows + rows * 3 / 7 + 1
}

/// Bits of the sieve for a row at least: a number is looked for once and among many, a prefix several times and among few.
const EXACT_SIEVE: usize = 8;
const PREFIX_SIEVE: usize = 16;

/// What a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// One whole number.
    Exact(Number),
    /// All numbers that begin with these digits, country code first: 1 to 15 of them, not beginning with 0.
    Prefix(u64),
}

/// Keys with their destination and line, the two kinds apart.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    exact: Columns,
    prefixes: Columns,
    /// The lengths that prefixes have: bit `n` for `n` digits.
    lengths: u16,
}

impl Table {
    /// An empty table with room for some numbers and some prefixes.
    pub(super) fn with_room(numbers: usize, prefixes: usize) -> Self {
        let exact = Columns::with_room(numbers, EXACT_SIEVE);
        Self { exact, prefixes: Columns::with_room(prefixes, PREFIX_SIEVE), lengths: 0 }
    }

    /// Adds a row; what stands there already, where the key has one. Nothing is added to a full table.
    pub(super) fn insert(
        &mut self,
        key: Key,
        destination: DestinationId,
        line: u32,
    ) -> Option<(DestinationId, u32)> {
        match key {
            Key::Exact(number) => self.exact.insert(number.digits(), destination, line),
            Key::Prefix(digits) => {
                self.lengths |= 1 << length(digits);
                self.prefixes.insert(digits, destination, line)
            }
        }
    }

    /// The row of a caller's number: its own, else that of the longest prefix.
    pub(super) fn look_up(&self, number: Number) -> Option<(DestinationId, u32)> {
        let digits = number.digits();
        if let Some(row) = self.exact.find(digits) {
            return Some(row);
        }
        let mut beginning = digits;
        for length in (1..=length(digits)).rev() {
            if self.lengths >> length & 1 == 1
                && let Some(row) = self.prefixes.find(beginning)
            {
                return Some(row);
            }
            beginning /= 10;
        }
        None
    }

    /// How many rows there are.
    pub(super) const fn rows(&self) -> usize {
        self.exact.rows + self.prefixes.rows
    }

    /// How many bytes they take, all in all.
    pub(super) const fn bytes(&self) -> usize {
        self.exact.bytes() + self.prefixes.bytes() + size_of::<Self>()
    }
}

/// One open-addressed table: a key of 0 is an empty slot.
#[derive(Clone, Debug, Default)]
struct Columns {
    keys: Box<[u64]>,
    lines: Box<[u32]>,
    destinations: Box<[DestinationId]>,
    /// Two bits of one word for each key; a power of two of words, or none.
    sieve: Box<[u64]>,
    rows: usize,
}

impl Columns {
    fn with_room(rows: usize, bits: usize) -> Self {
        let slots = slots(rows);
        let words = (rows * bits / 64).next_power_of_two();
        Self {
            keys: vec![0; slots].into(),
            lines: vec![0; slots].into(),
            destinations: vec![DestinationId(0); slots].into(),
            sieve: vec![0; words].into(),
            rows: 0,
        }
    }

    fn insert(&mut self, key: u64, destination: DestinationId, line: u32) -> Option<(DestinationId, u32)> {
        let hash = hash(key);
        let (slot, found) = self.slot(key, hash)?;
        if found {
            return self.row(slot);
        }
        let (word, bits) = self.mark(hash);
        if let Some(word) = self.sieve.get_mut(word) {
            *word |= bits;
        }
        if let (Some(place), Some(to), Some(at)) =
            (self.keys.get_mut(slot), self.destinations.get_mut(slot), self.lines.get_mut(slot))
        {
            (*place, *to, *at) = (key, destination, line);
            self.rows += 1;
        }
        None
    }

    fn find(&self, key: u64) -> Option<(DestinationId, u32)> {
        let hash = hash(key);
        let (word, bits) = self.mark(hash);
        if self.sieve.get(word)? & bits != bits {
            return None;
        }
        let (slot, found) = self.slot(key, hash)?;
        if found { self.row(slot) } else { None }
    }

    /// The word of the sieve and the bits in it on which a hash falls, by its lower half: the upper one tells the slot.
    const fn mark(&self, hash: u64) -> (usize, u64) {
        let word = (hash >> 12) as usize & self.sieve.len().wrapping_sub(1);
        (word, 1 << (hash & 63) | 1 << (hash >> 6 & 63))
    }

    fn row(&self, slot: usize) -> Option<(DestinationId, u32)> {
        Some((*self.destinations.get(slot)?, *self.lines.get(slot)?))
    }

    const fn bytes(&self) -> usize {
        let slot = size_of::<u64>() + size_of::<u32>() + size_of::<DestinationId>();
        self.keys.len() * slot + self.sieve.len() * size_of::<u64>()
    }

    /// Where a key is, or where it would stand; none in a full table without it.
    fn slot(&self, wanted: u64, hash: u64) -> Option<(usize, bool)> {
        let first = place(hash, self.keys.len());
        let (before, after) = self.keys.split_at_checked(first)?;
        for (slot, key) in (first..).zip(after).chain((0..).zip(before)) {
            if *key == wanted {
                return Some((slot, true));
            }
            if *key == 0 {
                return Some((slot, false));
            }
        }
        None
    }
}

/// How many digits a number has.
const fn length(digits: u64) -> u32 {
    match digits.checked_ilog10() {
        Some(power) => power + 1,
        None => 0,
    }
}

/// Two rounds of multiplying and folding spread neighbouring numbers.
const fn hash(key: u64) -> u64 {
    let hash = (key ^ (key >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let hash = (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash ^ (hash >> 32)
}

/// The slot at which a key is looked for first: the upper half of its hash's product with the table's length.
fn place(hash: u64, slots: usize) -> usize {
    let product = u128::from(hash) * slots as u128;
    usize::try_from(product >> 64).unwrap_or(0)
}

//! Builds JSON Pointers (RFC 6901).

use memchr::memchr2;

/// Appends a step.
pub(crate) fn push(pointer: &mut String, name: &str) {
    pointer.push('/');
    if memchr2(b'~', b'/', name.as_bytes()).is_none() {
        pointer.push_str(name);
        return;
    }
    for c in name.chars() {
        match c {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            c => pointer.push(c),
        }
    }
}

/// A pointer that grows on the way in and shrinks on the way out.
#[derive(Clone, Default, Debug)]
pub(super) struct Way {
    pub(super) path: String,
    lengths: Vec<usize>,
}

impl Way {
    pub(crate) fn enter(&mut self, name: &str) {
        self.lengths.push(self.path.len());
        push(&mut self.path, name);
    }

    pub(crate) fn leave(&mut self) {
        let length = self.lengths.pop().expect("what is left was entered");
        self.path.truncate(length);
    }
}

/// Puts a step in front: errors learn their place on the way out, so that the way in costs nothing.
pub(crate) fn put_in_front(pointer: &mut String, name: &str) {
    let mut whole = String::with_capacity(pointer.len() + name.len() + 1);
    push(&mut whole, name);
    whole.push_str(pointer);
    *pointer = whole;
}

//! Tests of directory.

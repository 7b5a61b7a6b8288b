//! Data and shapes in, bytes and JSON out, and back.

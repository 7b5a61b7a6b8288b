//! temp
use crate::schema::shape::*; use crate::schema::value::Value;
/// temp
pub fn records(_: &Shapes, _: ShapeId, _: usize) -> Vec<Value> { Vec::new() }

"""The offline chain that makes the marts, and the catalogue of what a mart is."""

VERSION = "0.1.0"

"""The documents as frozen values: policies and fact files.

Takes a positioned tree; gives `Policy` and `Facts`, every formula parsed and with its place.
Guarantees: ids are unique, dates are dates; what could not be read was reported and is left out.
"""

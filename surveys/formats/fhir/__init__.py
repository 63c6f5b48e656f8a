"""FHIR R4 Questionnaires, in and out."""

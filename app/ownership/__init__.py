"""Cars by VIN, who owned and drove them, what their odometers said."""

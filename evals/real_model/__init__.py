"""The golden set asked of a small real model on this machine, which invents quotations and speakers freely."""

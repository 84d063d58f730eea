"""OUT: what should people read and decide?"""

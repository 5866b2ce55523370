"""Reports with accidents, which the project's own replica cannot write, and what a person sees in them.

Nothing here knows the replica or a reader: labels are typed from the form of the law, tables are laid out and
written anew, office programs and browsers convert them. Each document is drawn from a seed; each accident
keeps the truth true while it damages the paper.
"""
